/** The kinds of the paper's experiments, and the JSON Schemas that are published of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { checkResult, checkValue, digestOf, type ExperimentResult, type Kind, resultSchema } from '../src/index.ts';

const folder = new URL('../../../fixtures/results/', import.meta.url);
const results = readdirSync(folder).map(
  (file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as ExperimentResult,
);
const kinds = new URL('../src/kinds/', import.meta.url);
/** The file of each kind, by its id; those of the book stand in a room. */
const files = new Map(
  readdirSync(kinds, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => [basename(path, '.ts'), path]),
);

async function kindOf(id: string): Promise<Kind> {
  const exports = Object.values(await import(new URL(files.get(id)!, kinds).href)) as Kind[];
  return exports.find((value) => value.id === id)!;
}

function validatorOf(name: string) {
  const file = new URL(`../dist/schemas/${name}.schema.json`, import.meta.url);
  return new Ajv2020({ allowUnionTypes: true, strictTuples: false }).compile(JSON.parse(readFileSync(file, 'utf8')));
}

test('the results to try are those of kinds', () => {
  expect([...files.keys()]).toEqual(expect.arrayContaining(results.map(({ experiment }) => experiment)));
});

test.each([...files.keys()])(
  '%s has the kind of its name, which refuses what is none, and its JSON Schema',
  async (id) => {
    const kind = await kindOf(id);
    const validate = validatorOf(id);
    expect(kind.id).toBe(id);
    for (const runs of [undefined, [null], [{ spec: null }]]) {
      const none = { experiment: id, preset: 'quick', data: { runs } };
      expect(() => checkResult('test', kind, none)).toThrow('test: result.data.runs');
      expect(validate(none)).toBe(false);
    }
  },
);

describe.each(results.map((result) => [result.experiment, result] as const))('%s', (id, result) => {
  test('a result that a real run wrote is one, by its kind and by the JSON Schema', async () => {
    expect(checkResult('test', await kindOf(id), result)).toBe(result);
    expect(checkValue('test', 'result', resultSchema, result)).toBe(result);
    for (const name of [id, 'result']) {
      const validate = validatorOf(name);
      expect(validate(result) || validate.errors).toBe(true);
    }
    expect(await digestOf(result.data.runs)).toBe(result.digest);
  });

  test('a result without one of its fields is none, by either', async () => {
    const kind = await kindOf(id);
    const validate = validatorOf(id);
    const kinds = result.data.runs.map(({ spec }) => spec.kind);
    for (const [i, run] of result.data.runs.entries()) {
      if (kinds.indexOf(kinds[i]) < i) continue;
      for (const part of Object.keys(run) as (keyof typeof run)[]) {
        for (const field of Object.keys(run[part] as object)) {
          const broken = structuredClone(result) as unknown as {
            data: { runs: Record<string, Record<string, unknown>>[] };
          };
          delete broken.data.runs[i]![part]![field];
          expect(() => checkResult('test', kind, broken)).toThrow(
            `test: result.data.runs[${i}].${part}.${field} must be`,
          );
          expect(validate(broken)).toBe(false);
        }
      }
    }
  });
});
