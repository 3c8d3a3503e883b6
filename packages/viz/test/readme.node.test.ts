/** Every example of the README, run as it stands against the built package. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { decodePng } from './decode-png.ts';
import { exampleResult } from './example-result.ts';

const root = resolve(import.meta.dirname, '..');
// Inside the package, so that it resolves its own name.
const folder = mkdtempSync(join(root, 'test', 'readme-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const examples = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```js\n([\s\S]*?)```/g)].map(
  (match) => match[1]!,
);

function run(code: string, name: string): string {
  writeFileSync(join(folder, name), code);
  return execFileSync(process.execPath, [name], { cwd: folder, encoding: 'utf8' });
}

describe('README', () => {
  test('draws Figure 2 from a result', () => {
    writeFileSync(join(folder, 'classification.json'), JSON.stringify(exampleResult()));
    run(examples[0]!, 'result.mjs');
    const svg = readFileSync(join(folder, 'figure-2.svg'), 'utf8');
    expect(svg).toContain('>Test accuracy</text>');
    const size = /width="(\d+)" height="(\d+)"/.exec(svg)!;
    expect(decodePng(readFileSync(join(folder, 'figure-2.png'))).width).toBe(2 * Number(size[1]));
    expect(JSON.parse(readFileSync(join(folder, 'figure-2.vl.json'), 'utf8')).hconcat).toHaveLength(2);
    expect(readFileSync(join(folder, 'class-errors.svg'), 'utf8')).toContain('>Human</text>');
  });

  test('draws signals', () => {
    run(examples[1]!, 'signals.mjs');
    for (const file of ['samples.png', 'figure-1.png']) expect(existsSync(join(folder, file))).toBe(true);
  });

  test('puts a figure into an element', () => {
    writeFileSync(join(folder, 'show.mjs'), examples[2]!);
    const use = `import { show } from './show.mjs';
const element = { innerHTML: '' };
await show(${JSON.stringify(exampleResult([1], 3))}, element);
console.log(element.innerHTML);`;
    expect(run(use, 'use.mjs')).toMatch(/^<svg[\s\S]*<\/svg>\n$/);
  });

  test('has no example that is not run', () => {
    expect(examples).toHaveLength(3);
  });
});
