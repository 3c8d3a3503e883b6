/** Writes the JSON Schemas that are published to dist/schemas: one of any result file, and one for each experiment of the paper. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { dataOf, type Kind } from '../src/kind.ts';
import { resultSchema } from '../src/result.ts';
import { object } from '../src/values.ts';

const folder = new URL('../dist/schemas/', import.meta.url);
const kinds = new URL('../src/kinds/', import.meta.url);

await mkdir(folder, { recursive: true });
await write('result', resultSchema);
for (const file of (await readdir(kinds, { recursive: true })).filter((name) => name.endsWith('.ts'))) {
  for (const kind of Object.values(await import(new URL(file, kinds).href)).filter(isKind)) {
    const data = dataOf(kind);
    await write(kind.id, object({ ...resultSchema.entries, experiment: v.literal(kind.id), data }));
  }
}

async function write(name: string, schema: v.GenericSchema): Promise<void> {
  await writeFile(new URL(`${name}.schema.json`, folder), `${JSON.stringify(jsonSchemaOf(schema), null, 1)}\n`);
}

function isKind(value: unknown): value is Kind {
  return typeof value === 'object' && value !== null && 'run' in value && 'summary' in value;
}

/** What JSON Schema cannot say, as that lists are of one length, is left out. */
function jsonSchemaOf(schema: v.GenericSchema): JsonSchema {
  return toJsonSchema(schema, {
    target: 'draft-2020-12',
    ignoreActions: ['finite', 'raw_check'],
    overrideSchema({ valibotSchema }) {
      // Runs of several kinds, see byKind.
      if ('options' in valibotSchema && valibotSchema.type === 'lazy') {
        return { anyOf: Object.values(valibotSchema.options as Record<string, v.GenericSchema>).map(withoutDialect) };
      }
      if (valibotSchema.type === 'custom') {
        return {
          type:
            'message' in valibotSchema && valibotSchema.message === 'must be a number' ? ['number', 'null'] : 'object',
        };
      }
      return undefined;
    },
  });
}

function withoutDialect(schema: v.GenericSchema): JsonSchema {
  const { $schema: _, ...rest } = jsonSchemaOf(schema);
  return rest;
}
