/** What a store keeps of a run or a checkpoint: its content, and that by which it is known to be whole and in its place. */
import { digestOf } from '@mnist1d/results';
import type { Json, JsonObject } from './experiment.ts';

/** What an entry holds, with the version of its form. */
export const RUN = 'mnist1d.run/2';
export const CHECKPOINT = 'mnist1d.checkpoint/1';

export interface StoredEntry {
  readonly schema: string;
  readonly key: string;
  /** Of the content. */
  readonly digest: string;
  readonly content: JsonObject;
}

export async function storedEntry(schema: string, key: string, content: JsonObject): Promise<StoredEntry> {
  return { schema, key, digest: await digestOf(content), content };
}

/** Why what was read is no entry of that schema and key; undefined where it is one. */
export async function faultOf(read: unknown, schema: string, key: string): Promise<string | undefined> {
  const entry = read as Partial<StoredEntry> | null;
  if (entry?.schema !== schema || entry.key !== key || !entry.content) return 'is not what it is named for';
  if (!(await isDigest(entry.digest, entry.content))) return 'is damaged: its content is not that of its digest';
  return undefined;
}

/** Whether the digest is that of the value. A number beyond JSON's, 1e999, has none. */
export async function isDigest(digest: unknown, value: Json): Promise<boolean> {
  return typeof digest === 'string' && digest === (await digestOf(value).catch(() => undefined));
}
