/** Digests: those of the standard, of Node's own SHA-256, and in pages that have no crypto.subtle. */
import { createHash } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { digestOf, sha256 } from '../src/index.ts';

afterEach(() => vi.unstubAllGlobals());

test.each([
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
])('SHA-256 of %o is that of FIPS 180-2', async (text, digest) => {
  expect(await sha256(new TextEncoder().encode(text))).toBe(digest);
});

test('bytes of any length, of a view, too, have the digest that Node gives them', async () => {
  const bytes = Uint8Array.from({ length: 1003 }, (_, i) => (i * 131) % 251);
  for (const length of [1, 55, 56, 63, 64, 65, 119, 120, 1000]) {
    const view = bytes.subarray(3, 3 + length);
    expect(await sha256(view), `${length} bytes`).toBe(createHash('sha256').update(view).digest('hex'));
  }
});

test('a page from an insecure origin has the digests of any other', async () => {
  vi.stubGlobal('crypto', { getRandomValues() {} });
  expect(await digestOf({ b: [1, 'é'], a: null })).toBe(
    createHash('sha256').update('{"a":null,"b":[1,"é"]}').digest('hex'),
  );
});
