/** Checks of values that were read from JSON: an error names the run and the field, the value and the rule. */
import * as v from 'valibot';
import { dataOf, type Kind, type ResultOf } from './kind.ts';
import { show } from './show.ts';
import { object, text } from './values.ts';

/**
 * The value as a result of this kind: its experiment, its preset and its data are checked, as {@link ResultOf} has them. What else
 * stands in a result file is checked by `resultSchema`.
 *
 * @param where who asks: the beginning of the error
 * @throws TypeError or RangeError that names the run and the field: `figure: result.data.runs[3].curves.steps must be …, got …`
 */
export function checkResult<K extends Kind>(where: string, kind: K, value: unknown): ResultOf<K> {
  const experiment = v.literal(kind.id, `must be "${kind.id}"`);
  const schema = object({ data: dataOf(kind), experiment, preset: text });
  return checkValue(where, 'result', schema, value) as unknown as ResultOf<K>;
}

/**
 * A value that any schema allows, as it is: keys that the schema does not name stay.
 *
 * @param name what the value is called in the error
 * @throws TypeError or RangeError of the first rule that is broken
 */
export function checkValue<const Schema extends v.GenericSchema>(
  where: string,
  name: string,
  schema: Schema,
  value: unknown,
): v.InferOutput<Schema> {
  const { issues } = v.safeParse(schema, value, { abortEarly: true });
  if (!issues) return value;
  const [{ kind, type, input, message, path = [] }] = issues;
  const field = path.reduce((at, { key }) => at + (typeof key === 'number' ? `[${key}]` : `.${key}`), name);
  const rule = message.startsWith('must ') ? message : `is wrong: ${message}`;
  const got = message.includes(', got ') ? '' : `, got ${show(input)}`;
  const isWrongType =
    kind === 'schema' && (typeof input !== 'number' || type !== 'number') && !['picklist', 'literal'].includes(type);
  throw new (isWrongType ? TypeError : RangeError)(`${where}: ${field} ${rule}${got}`);
}
