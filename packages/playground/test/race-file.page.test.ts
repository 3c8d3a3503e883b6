/** A race that is taken away as a file and brought back, in Chromium and by itself: ours, damaged ones, hostile ones. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../../../test/chromium-path.mjs';
import { readRace } from '../src/race/recorded-race.ts';
import { specOf } from '../src/state/networks.ts';
import { parseQuery } from '../src/state/play-state.ts';
import { type BuiltTabs, openTabs, violationsIn } from './built-page.ts';

const address = '?model=cnn,gru&noise=0.1&steps=41';
const { state } = parseQuery(address);
const digest = 'a'.repeat(64);
/** A race as the page writes it, with changes to its first network. */
const raceWith = (changes: object = {}, others: object = {}) => ({
  ...{ schema: 'mnist1d.race/1', by: '@mnist1d/playground', address },
  networks: state.networks.map((network, i) => ({
    ...{ title: 'a network', ...specOf(state, network), updates: 41, digest },
    looks: [
      { updates: 0, train: 10, test: 9.5 },
      { updates: 41, train: 50.25, test: 48 },
    ],
    losses: [{ updates: 41, loss: 1.5 }],
    ...(i === 0 ? changes : {}),
  })),
  ...others,
});
const fileOf = (value: unknown, name = 'race.json') =>
  new File([typeof value === 'string' ? value : JSON.stringify(value)], name);

test('a race is read as it was written, and a loss that was none is left out', async () => {
  const losses = [
    { updates: 10, loss: null },
    { updates: 20, loss: 2 },
  ];
  const race = await readRace(fileOf(raceWith({ losses, digest: undefined })));
  expect(race).toMatchObject({ name: 'race.json', state, query: address.slice(1) });
  expect(race.networks.map((network) => network.digest)).toEqual([undefined, digest]);
  expect(race.networks[0]?.losses).toEqual([{ updates: 20, loss: 2 }]);
  expect(race.networks[1]?.looks.at(-1)).toEqual({ updates: 41, train: 50.25, test: 48 });
});

const look = { updates: 0, train: 10, test: 10 };
test.each([
  ['no JSON', '{"schema": ', /^race\.json: this is no race .*, or a damaged one/],
  ['nothing', 'null', /schema must be "mnist1d\.race\/1".*, got nothing/],
  ['a result of an experiment', { schema: 'mnist1d.result/2' }, /schema must be .*, got "mnist1d\.result\/2"/],
  ['no address', raceWith({}, { address: 7 }), /address must be the text of an address, got 7/],
  ['a setting out of range', raceWith({}, { address: '?steps=1e9' }), /address: steps must be .* got 1000000000/],
  ['a network less', raceWith({}, { networks: [] }), /networks must be a list of 2 objects.*, got \[\]/],
  ['a list for a network', raceWith({}, { networks: [[], []] }), /networks must be a list of 2 objects/],
  ['another model', raceWith({ model: 'mlp' }), /networks\[0\]\.model must be "cnn", as the address says, got "mlp"/],
  ['another seed', raceWith({ training: { seed: 1, steps: 41 } }), /networks\[0\]\.training must be/],
  [
    'updates beyond the last',
    raceWith({ updates: 42 }),
    /networks\[0\]\.updates must be a whole number from 0 to 41, got 42/,
  ],
  ['a short digest', raceWith({ digest: 'abc' }), /networks\[0\]\.digest must be a SHA-256, got "abc"/],
  ['no looks', raceWith({ looks: undefined }), /networks\[0\]\.looks must be a list, got nothing/],
  [
    'looks backwards',
    raceWith({ looks: [look, look] }),
    /networks\[0\]\.looks\[1\] must be an object with growing updates/,
  ],
  ['more than all', raceWith({ looks: [{ ...look, test: 101 }] }), /looks\[0\] must be .* train and test in percent/],
  ['a text for a loss', raceWith({ losses: [{ updates: 1, loss: '<b>' }] }), /losses\[0\] must be .* a loss/],
])('%s is refused with the name of the file and what is wrong', async (_, value, message) => {
  await expect(readRace(fileOf(value))).rejects.toThrow(message);
  await expect(readRace(fileOf(value))).rejects.toThrow(/^race\.json: /);
});

describe.skipIf(!chromiumPath)('in Chromium', () => {
  let built: BuiltTabs;
  beforeAll(async () => {
    built = await openTabs();
  });
  afterEach(() => expect(built.failed).toEqual([]));
  afterAll(() => built?.close());

  const train = (page: Page) => page.getByRole('button', { name: 'Train', exact: true });
  const bring = async (page: Page, name: string, text: string) => {
    const input = page.getByLabel('drop such a file on the race');
    if (!(await input.isVisible())) await page.getByText('Take the race away').click();
    await input.setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
  };
  const brought = (page: Page) => page.getByRole('region', { name: 'A race from a file' });
  let file = '';

  test('taken away, brought to another page, run again: the same networks, curves and bits', async () => {
    const page = await built.open(address);
    await train(page).click();
    for (const i of [0, 1]) await page.locator('.card').nth(i).getByText('41 updates').waitFor();
    await train(page).waitFor();
    await page.getByText('Take the race away').click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Result (JSON)', exact: true }).click(),
    ]);
    file = await readFile(await download.path(), 'utf8');
    await page.close();

    const other = await built.open();
    await bring(other, 'ours.json', file);
    await brought(other).getByText('The pale curves are those of ours.json').waitFor();
    await expect.poll(() => new URL(other.url()).search).toBe(address);
    const accuracy = other.getByRole('img', { name: /^Accuracy:/ });
    await expect.poll(() => accuracy.getAttribute('aria-label')).toMatch(/network 1 of the file .* after 41 updates; /);
    const verdicts = () => brought(other).getByRole('listitem').allInnerTexts();
    expect(await verdicts()).toEqual([
      expect.stringMatching(/^CNN: \d+\.\d % after 41 updates; run again, its digest is compared$/),
      expect.stringMatching(/^GRU: /),
    ]);
    expect(await violationsIn(other, '.brought')).toEqual([]);
    await brought(other).getByRole('button', { name: 'Run it again' }).click();
    await expect
      .poll(verdicts, { timeout: 120_000 })
      .toEqual([
        expect.stringContaining('the same digest here: the same bits'),
        expect.stringContaining('the same digest here: the same bits'),
      ]);
    await train(other).waitFor();
    await brought(other).getByRole('button', { name: 'Put it away' }).click();
    await expect.poll(() => brought(other).count()).toBe(0);
    expect(await accuracy.getAttribute('aria-label')).not.toContain('of the file');
    await other.close();
  });

  test('dropped on the race, a file with another digest is told of; another state puts its curves away', async () => {
    const page = await built.open('?model=logistic');
    const race = JSON.parse(file);
    race.networks[1].digest = digest;
    await page.waitForFunction(() => document.querySelector('mnist1d-playground')?.shadowRoot?.querySelector('.race'));
    await page.evaluate((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'dropped.json'));
      document
        .querySelector('mnist1d-playground')
        ?.shadowRoot?.querySelector('.race')
        ?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }, JSON.stringify(race));
    await brought(page).getByRole('button', { name: 'Run it again' }).click();
    await brought(page).getByText('the same digest here').waitFor();
    await brought(page).getByText('another digest here').waitFor();
    await page.locator('[data-control="noise"] input[type=number]').fill('0.2');
    await page.locator('[data-control="noise"] input[type=number]').press('Enter');
    await expect.poll(() => brought(page).count()).toBe(0);
    await page.close();
  });

  test('a damaged or hostile file is told of by name, and nothing is lost', async () => {
    const page = await built.open(address);
    await train(page).click();
    await page.locator('.card').first().getByText('41 updates').waitFor();
    await bring(page, 'broken.json', file.slice(0, 500));
    await brought(page)
      .getByRole('alert')
      .getByText(/^broken\.json: this is no race/)
      .waitFor();
    await bring(page, 'ours.json', file);
    await brought(page).getByText('The pale curves').waitFor();
    expect(await brought(page).getByRole('alert').count()).toBe(0);
    const markup = '<img src=x onerror="window.harmed = 1">';
    await bring(page, `${markup.replaceAll('/', '')}.json`, JSON.stringify({ ...JSON.parse(file), schema: markup }));
    await brought(page)
      .getByRole('alert')
      .getByText(/schema must be "mnist1d\.race\/1"/)
      .waitFor();
    expect(await page.evaluate('window.harmed')).toBeUndefined();
    // The race before is there, and so is what was made.
    await brought(page).getByText('The pale curves').waitFor();
    expect(await page.locator('.card').first().innerText()).toContain('41 updates');
    await page.close();
  });
});
