/** What results are made of, each with the rule that an error states of it. */
import * as v from 'valibot';

/** An object with these keys; others may stand beside them. */
export function object<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.object(entries, ({ expected }) => {
    const missing = Object.keys(entries).find((key) => expected === JSON.stringify(key));
    if (missing === undefined) return 'must be an object';
    return ruleOf(entries[missing]) ?? 'must be there';
  });
}

/** The rule of a value that is missing. */
function ruleOf(schema: unknown): string | undefined {
  const { type, message, wrapped } = schema as Readonly<Record<'type' | 'message' | 'wrapped', unknown>>;
  if (type === 'object') return 'must be an object';
  if (typeof message === 'string') return message;
  return wrapped ? ruleOf(wrapped) : undefined;
}

/** What a value is, for readers of the JSON Schema; the build leaves it out of the code. Its unit is the title of percent and nats. */
export function described<Schema extends v.GenericSchema>(schema: Schema, text: string): Schema {
  return v.pipe(schema, v.description(text)) as unknown as Schema;
}

export const text = v.string('must be a string');

export function oneOf<const Names extends readonly string[]>(names: Names) {
  return v.picklist(names, `must be one of ${names.join(', ')}`);
}

const ANY = 'must be a finite number';
export const finite = v.pipe(v.number(ANY), v.finite(ANY));
export const nats = v.pipe(finite, v.title('Nats'));

const NON_NEGATIVE = 'must be a finite number of at least 0';
export const nonNegative = v.pipe(v.number(NON_NEGATIVE), v.finite(NON_NEGATIVE), v.minValue(0, NON_NEGATIVE));

const POSITIVE = 'must be a finite number above 0';
export const positive = v.pipe(v.number(POSITIVE), v.finite(POSITIVE), v.gtValue(0, POSITIVE));

const PERCENT = 'must be a finite number in [0, 100]';
export const percent = v.pipe(v.number(PERCENT), v.minValue(0, PERCENT), v.maxValue(100, PERCENT), v.title('Percent'));

const SHARE = 'must be a finite number in [0, 1]';
export const share = v.pipe(v.number(SHARE), v.minValue(0, SHARE), v.maxValue(1, SHARE));

const COUNT = 'must be an integer of at least 1';
export const count = v.pipe(v.number(COUNT), v.integer(COUNT), v.minValue(1, COUNT));

const INDEX = 'must be an integer of at least 0';
export const index = v.pipe(v.number(INDEX), v.integer(INDEX), v.minValue(0, INDEX));

/** A number that need not be finite: a training may diverge. JSON, and so a file, has null for it then. */
export const number = v.custom<number | null>(
  (value) => typeof value === 'number' || value === null,
  'must be a number',
);
export const loss = v.pipe(number, v.title('Nats'));

export function list<const Item extends v.GenericSchema>(item: Item) {
  return v.array(item, 'must be an array');
}

/** A list with something in it. */
export function some<const Item extends v.GenericSchema>(item: Item) {
  return v.pipe(list(item), v.minLength(1, 'must have at least one value, got none'));
}

/** Steps at which something was measured: they increase. */
export const steps = v.pipe(
  some(index),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { value } = dataset;
    const at = value.findIndex((step, i) => i > 0 && step <= (value[i - 1] as number));
    if (at > 0) addIssue({ message: `must increase, got ${value[at - 1]} before ${value[at]}` });
  }),
);

/** As many rows as columns. */
export const square = v.pipe(
  list(list(nonNegative)),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { value } = dataset;
    const row = value.findIndex(({ length }) => length !== value.length);
    if (row < 0) return;
    const message = `must have ${value.length} values, got ${value[row]?.length}`;
    addIssue({ message, path: [pathItem(value, row)] });
  }),
);

/** That these lists are of one length. */
export function sameLength<
  T extends { readonly [Key in Names[number]]: readonly unknown[] },
  const Names extends readonly string[],
>(...[first, ...others]: Names): v.RawCheckAction<T> {
  return v.rawCheck<T>(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const lists = dataset.value as Readonly<Record<string, readonly unknown[]>>;
    const expected = lists[first as string]?.length;
    for (const name of others) {
      const length = lists[name]?.length;
      if (length === expected) continue;
      const message = `must have as many values as ${first}, got ${length} and ${expected}`;
      addIssue({ message, path: [pathItem(lists, name)] });
    }
  });
}

function pathItem(input: object, key: string | number): v.IssuePathItem {
  return { type: 'unknown', origin: 'value', input, key, value: (input as Record<string | number, unknown>)[key] };
}

/** What may make the updates of a training. */
export const backends = ['jit', 'cpu', 'wasm', 'webgpu'] as const;
