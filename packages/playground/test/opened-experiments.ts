/** The section of experiments of the built page, and what a person does there. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Locator, Page, Worker } from 'playwright';

export const fixtures = resolve(import.meta.dirname, '../../../fixtures/results');
export const fixture = (id: string) => JSON.parse(readFileSync(resolve(fixtures, `${id}.json`), 'utf8'));

/** The section, opened. */
export async function experimentsOf(opened: Promise<Page>): Promise<[Page, Locator]> {
  const page = await opened;
  const section = page.getByRole('region', { name: 'Experiments' });
  await section.locator('summary').first().click();
  await section.getByLabel('Experiment', { exact: true }).waitFor();
  return [page, section];
}

export const choose = (section: Locator, title: string) =>
  section.getByLabel('Experiment', { exact: true }).selectOption({ label: title });
export const button = (section: Locator, name: string) => section.getByRole('button', { name, exact: true });
export const isDone = (section: Locator) => button(section, 'The result (JSON)').waitFor({ timeout: 120_000 });

/** The file of the result, once there is one. */
export async function resultOf(page: Page, section: Locator) {
  await isDone(section);
  const [download] = await Promise.all([page.waitForEvent('download'), button(section, 'The result (JSON)').click()]);
  return JSON.parse(await readFile(await download.path(), 'utf8'));
}

/** The worker that has the runs made. Those that it starts have its address. */
export async function runsWorker(page: Page): Promise<Worker> {
  for (const worker of page.workers()) if ((await worker.evaluate('name')) === 'runs-worker') return worker;
  throw new Error('there is no runs-worker');
}

/** Brings a result file. */
export const take = (section: Locator, value: unknown) =>
  section.getByLabel(/result file/).setInputFiles({
    ...{ name: 'result.json', mimeType: 'application/json' },
    buffer: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  });
