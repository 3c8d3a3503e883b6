/** The certificate of reproducibility: digests of data, initial weights and trained weights beside the published ones. */
import { makeDataset } from '@mnist1d/dataset';
import { checkNumerics, type Numerics } from '@mnist1d/jit';
import { createModel, type ModelName, modelNames } from '@mnist1d/models';
import { bytesDigest, parametersDigest } from '../networks/parameters-digest.ts';
import { createTrainer } from '../training/create-trainer.ts';
import { adam } from '../training/optimizers/adam.ts';
import published from './published-digests.json' with { type: 'json' };

/** Something that has the same bits everywhere. */
export interface CertificateLine {
  /** `training signals`, `cnn, 100 updates` … */
  readonly what: string;
  /** SHA-256 of what this machine makes. */
  readonly digest: string;
  /** SHA-256 of what it must be. */
  readonly published: string;
  readonly agrees: boolean;
}

export interface CertificateProgress {
  readonly model: ModelName;
  /** Of all updates of all models. */
  readonly fraction: number;
}

export interface CertificateOptions {
  /** 1,000 updates of every model instead of 100. */
  readonly complete?: boolean | undefined;
  /** The class of arithmetic of the updates. Default `exact`. */
  readonly numerics?: Numerics | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: CertificateProgress) => void;
}

const SEED = 42;

/**
 * Makes what has published digests, and compares: the default data; of every model the initial weights of seed 42, and those
 * after 100 compiled updates of Adam, or also after 1,000.
 *
 * @throws RangeError or Error where there is no such class of arithmetic, or none here; the signal's reason when aborted
 */
export async function certify(options: CertificateOptions = {}): Promise<CertificateLine[]> {
  const made = await makeDigests(options);
  const digests: Readonly<Record<string, string>> = published[options.numerics ?? 'exact'];
  return Object.entries(made).map(([what, digest]) => {
    const expected = digests[what] ?? 'none';
    return { what, digest, published: expected, agrees: digest === expected };
  });
}

/** The digests of {@link certify} alone, by what they are of. */
export async function makeDigests(options: CertificateOptions = {}): Promise<Record<string, string>> {
  checkNumerics('certify', options.numerics);
  const data = makeDataset();
  const digests: Record<string, string> = {
    'training signals': await bytesDigest(data.x),
    'training labels': await bytesDigest(data.y),
    'test signals': await bytesDigest(data.xTest),
    'test labels': await bytesDigest(data.yTest),
  };
  const stages = options.complete ? [100, 1000] : [100];
  const steps = stages.at(-1) as number;
  for (const [i, model] of modelNames.entries()) {
    const tell = (updates: number) =>
      options.onProgress?.({ model, fraction: (i + updates / steps) / modelNames.length });
    tell(0);
    const trainer = await createTrainer(createModel(model), data, {
      ...{ start: SEED, optimizer: adam(), steps, numerics: options.numerics },
    });
    try {
      digests[`${model}, initial weights`] = await parametersDigest(await trainer.parameters());
      let made = 0;
      for (const updates of stages) {
        const before = made;
        await trainer.advance(updates - before, { signal: options.signal, onProgress: (done) => tell(before + done) });
        made = updates;
        digests[`${model}, ${updates} updates`] = await parametersDigest(await trainer.parameters());
      }
    } finally {
      trainer.dispose();
    }
  }
  return digests;
}
