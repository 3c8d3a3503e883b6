import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { constructionFigure, renderReport, renderSvg, samplesFigure, type VegaLiteSpec } from '../src/index.ts';
import { examplePooling } from './example-sweeps.ts';
import { reported } from './reported.ts';

/** What means something in XML, HTML, Vega's expressions or replacement patterns, or nothing anywhere. */
const tokens = [
  ...['datum.value', 'datum.label', 'datum.x', 'datum["x"]', 'parent', '{expr}', "' + alert(1) + '"],
  ...['</script>', '</svg>', '<b>', ']]>', '<!--', '&', '&amp;', '&#1;', 'id="a"', 'url(#a)', '"url(#a)"'],
  ...['$&', '$1', "$'", '$`', '$$', '"', "'", '`', '\\', '\\u0041', '%', '#'],
  ...['\0', '\u0001', '\u0085', '\u009f', '\u2028', '\u2029', '\ud800', '\udc00', '\ufffe', '\ufdd0', '\u{1ffff}'],
  ...['\n', '\r', '\t', ' ', '🙂', 'ß', 'x'],
];
const anyText = fc.oneof(
  fc.array(fc.constantFrom(...tokens), { minLength: 1, maxLength: 5 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
/** Budget and seed: the same texts every time. */
const budget = { seed: 1, numRuns: 60 };

/** What a reader sees of a text: spaces count once, and what is no character is replaced. */
const seen = (text: string) =>
  text
    .replace(/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/gu, (c) => (/\s/.test(c) ? ' ' : '\ufffd'))
    .replace(/\s+/g, ' ')
    .trim();

/** The texts of an XML document; throws where it is not well-formed. */
function textsOfXml(xml: string): string {
  const parser = new SaxesParser();
  let text = '';
  parser.on('text', (part) => {
    text += part;
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  return seen(text);
}

/** What an XML document says of its marks to those who cannot see them. */
function labelsOf(xml: string): string[] {
  const labels: string[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ attributes }) => labels.push(seen(String(attributes['aria-label'] ?? ''))));
  parser.write(xml).close();
  return labels;
}

/** The texts of a page; throws at the first thing that the HTML standard calls an error. */
function textsOfHtml(html: string): string {
  const document = parse(html, {
    onParseError({ code, startLine, startCol }) {
      throw new Error(`${code} at ${startLine}:${startCol}`);
    },
  });
  const textOf = (node: DefaultTreeAdapterTypes.Node): string =>
    'value' in node ? node.value : 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
  return seen(textOf(document));
}

const signals = [
  [0, 1, 0],
  [1, 0, -1],
];

describe('text of a user', () => {
  test('stands in a gallery as it is', () =>
    fc.assert(
      fc.asyncProperty(anyText, anyText, async (a, b) => {
        const texts = textsOfXml(await renderSvg(samplesFigure({ signals, labels: [a, b] })));
        for (const label of [a, b]) expect(texts).toContain(seen(`label=${label}`));
      }),
      budget,
    ));

  test('names stages and digits', () =>
    fc.assert(
      fc.asyncProperty(anyText, anyText, async (label, digit) => {
        const texts = textsOfXml(
          await renderSvg(constructionFigure({ rows: [{ label, signals }], digits: [digit, 'x'] as never })),
        );
        for (const text of [label, digit]) expect(texts).toContain(seen(text));
      }),
      budget,
    ));

  test('may be a title, a category or a description of a figure of one’s own', () =>
    fc.assert(
      fc.asyncProperty(anyText, anyText, async (title, name) => {
        const spec = {
          title,
          description: title,
          config: { title: { limit: 0 }, legend: { titleLimit: 0, labelLimit: 0 } },
          data: { values: [{ x: 1, name }] },
          mark: { type: 'point', tooltip: name },
          encoding: {
            x: { field: 'x', type: 'quantitative', title: name },
            color: { field: 'name', type: 'nominal', title: [title, name] },
            tooltip: { field: 'x', title },
          },
        } as unknown as VegaLiteSpec;
        const svg = await renderSvg(spec);
        const texts = textsOfXml(svg);
        // Each as the figure's title, one's own title and the name of a category; in what is read aloud, too.
        for (const text of [title, name].map(seen)) {
          if (text !== '') expect(texts.split(text).length).toBeGreaterThanOrEqual(3);
          expect(labelsOf(svg).some((label) => label.includes(text))).toBe(true);
        }
      }),
      budget,
    ));

  test('leaves the report a page', () =>
    fc.assert(
      fc.asyncProperty(anyText, anyText, anyText, async (title, claim, name) => {
        const result = reported(examplePooling());
        const own = {
          ...result,
          ...{ experiment: name, title, figure: claim, config: { [name]: claim }, versions: { [name]: title } },
          claims: result.claims.map((each) => ({ ...each, text: claim, rule: title })),
        };
        const spec = {
          description: claim,
          data: { values: [{ x: 1, name }] },
          mark: { type: 'line', clip: true },
          encoding: { x: { field: 'x', type: 'quantitative' }, color: { field: 'name', type: 'nominal' } },
        } as unknown as VegaLiteSpec;
        const html = await renderReport([own], { figures: { [name]: { [name]: spec } } });
        const texts = textsOfHtml(html);
        for (const text of [title, claim]) expect(texts).toContain(seen(text));
        const ids = [...html.matchAll(/<\w[^>]* id="([^"]*)"/g)].map(([, id]) => id);
        for (const [, id] of html.matchAll(/clip-path="url\(#([^)]+)\)"/g)) expect(ids).toContain(id);
      }),
      budget,
    ));
});
