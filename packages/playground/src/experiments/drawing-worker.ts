/** The script of a worker: draws the figures of results. */
import type { ExperimentResult } from '@mnist1d/results';
import { figures, renderPng, renderSvg } from '@mnist1d/viz';
import type { DrawingReport, DrawingRequest, Figure } from './messages.ts';

interface WorkerScope {
  postMessage(report: DrawingReport): void;
  onmessage: (event: { readonly data: DrawingRequest }) => void;
}

const scope = globalThis as unknown as WorkerScope;
scope.onmessage = async ({ data }) => {
  try {
    scope.postMessage({ id: data.id, ...(await draw(data)) });
  } catch (error) {
    scope.postMessage({ id: data.id, error: error instanceof Error ? error.message : String(error) });
  }
};

async function draw(request: DrawingRequest): Promise<{ png: Blob } | { figures: Figure[] }> {
  const result = JSON.parse(await request.file.text()) as ExperimentResult;
  // Of a part of the runs, some cannot be drawn.
  const specs = figures(result, { ...request.look, onError: () => {} });
  if (request.type === 'png') {
    const spec = specs[request.name];
    if (!spec) throw new RangeError(`there is no figure '${request.name}'`);
    return { png: new Blob([(await renderPng(spec)) as Uint8Array<ArrayBuffer>], { type: 'image/png' }) };
  }
  const drawn: Figure[] = [];
  for (const [name, spec] of Object.entries(specs)) {
    const svg = await renderSvg(spec).catch(() => undefined);
    if (svg === undefined) continue;
    const width = Number(/<svg\b[^>]*?\swidth="([\d.]+)"/.exec(svg)?.[1]);
    drawn.push({ name, width, svg: new Blob([svg], { type: 'image/svg+xml' }) });
  }
  return { figures: drawn };
}
