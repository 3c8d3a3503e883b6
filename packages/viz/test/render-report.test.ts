import { describe, expect, test } from 'vitest';
import { renderReport } from '../src/index.ts';
import { exampleResult } from './example-result.ts';
import { exampleDoubleDescent, exampleLottery, examplePooling } from './example-sweeps.ts';
import { reported } from './reported.ts';

const all = [exampleResult(), exampleDoubleDescent(), examplePooling(), exampleLottery()].map(reported);

describe('the report', () => {
  test('says where arithmetic is fused', async () => {
    const [exact, other] = all as [(typeof all)[0], (typeof all)[1]];
    const html = await renderReport([exact, { ...other, numerics: 'fused' }], { figures: {}, date: new Date(0) });
    expect(html.match(/<dt>Arithmetic<\/dt><dd>fused<\/dd>/g)).toHaveLength(1);
  });

  test('has every figure of every result, and needs nothing from elsewhere', async () => {
    const html = await renderReport(all);
    expect(html.match(/<svg\b/g)).toHaveLength(7);
    expect(html).not.toMatch(/<script|<link|<img|\bsrc=|@import/);
    expect(html.match(/url\((?!#)/g)).toBeNull();
  });

  test('gives each picture ids of its own, and every reference finds one', async () => {
    const html = await renderReport(all);
    const ids = [...html.matchAll(/\bid="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of html.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
    for (const [, id] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(id);
  });

  test('shows each claim with measured, published, rule and verdict', async () => {
    const html = await renderReport([reported(examplePooling())]);
    const rows = [...html.matchAll(/<tr><td>(.*?)<\/tr>/g)].map(([row]) =>
      row.replace(/<\/td>/g, '|').replace(/<[^>]+>/g, ''),
    );
    expect(rows.slice(-3)).toEqual([
      'First &lt;claim&gt;|19.7|19.5|≥ 15 points|yes|',
      'Second|−0.5|–|&gt; 0|no|',
      'Third|–|4|&gt; 0|not measured|',
    ]);
    expect(rows[0]).toBe('About pooling|Figure 0|quick|1 of 2, 1 open|1 min|');
  });

  test('writes configuration, versions and digest, and no markup of theirs', async () => {
    const html = await renderReport([reported(examplePooling())], { date: new Date('2026-01-02T03:04:05Z') });
    expect(html).toContain('&lt;b&gt;&amp;\\&quot;bold');
    expect(html).not.toContain('<b>');
    expect(html).toContain('@mnist1d/experiments 1.2.3');
    expect(html).toContain('ab'.repeat(32));
    expect(html).toContain('2026-01-02');
  });

  test('takes figures that the caller brings', async () => {
    const mine = { ...reported(examplePooling()), experiment: 'mine' };
    const spec = {
      $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
      description: 'My own',
      data: { values: [{ x: 1 }] },
      mark: 'point',
    } as never;
    const html = await renderReport([mine], { figures: { mine: { own: spec } } });
    expect(html).toContain('My own');
    expect(html.match(/<svg\b/g)).toHaveLength(1);
    expect((await renderReport([mine])).match(/<svg\b/g)).toBeNull();
  });

  test.each([[[]], [null], ['x']])('refuses %j as results', async (value) => {
    await expect(renderReport(value as never)).rejects.toThrow(/renderReport: results must be an array/);
  });

  test('names the result that is none', async () => {
    await expect(renderReport([all[0]!, { experiment: 'x' } as never])).rejects.toThrow(
      /results\[1\]\.schema must be "mnist1d\.result\/2", got undefined/,
    );
  });
});
