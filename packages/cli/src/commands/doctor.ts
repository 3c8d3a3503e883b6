/** `mnist1d doctor`: what it runs on, whether that gives the published bits, and how fast it is. */
import {
  type CertificateLine,
  certify,
  measureSpeed,
  type RuntimeFeatures,
  runtimeFeatures,
  type Speed,
} from '@mnist1d/experiments/certificate';
import type { Numerics } from '@mnist1d/experiments/train';
import { Command } from 'commander';
import { describeMachine, type Machine } from '../machine/machine.ts';
import { NOT_FOUND, packageVersions } from '../machine/package-versions.ts';
import { numericsOption } from '../options/numerics.ts';
import { certificateDisplay } from '../terminal/certificate-progress.ts';
import { interruptible } from '../terminal/interrupt.ts';
import { table } from '../terminal/table.ts';

/** Why a part of the diagnosis cannot be made. */
interface Failure {
  readonly error: string;
}

/** What the command tells; as JSON, what it prints. */
interface Diagnosis {
  readonly packages: Readonly<Record<string, string>>;
  readonly machine: Machine;
  readonly features: RuntimeFeatures | Failure;
  readonly certificate: readonly CertificateLine[] | Failure;
  readonly updatesPerSecond: Speed | Failure;
}

interface Flags {
  readonly complete?: boolean;
  readonly numerics?: Numerics;
  readonly json?: boolean;
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('versions, runtime and speed, and whether this machine gives the published bits')
    .option('--complete', '1,000 updates of every model instead of 100')
    .addOption(numericsOption())
    .option('--json', 'print all of it as JSON')
    .addHelpText(
      'after',
      `
It makes the data, the initial weights of every model and its first updates, and
compares their digests with the published ones. Ends with code 1 if one differs,
a package is not found or something cannot be measured, once all is told.

Examples:
  mnist1d doctor                                in some seconds; for a report of a fault
  mnist1d doctor --complete                     in a minute or two
  mnist1d doctor --numerics fused               the bits of fused arithmetic`,
    )
    .action(diagnose);
}

async function diagnose({ complete, numerics = 'exact', json }: Flags): Promise<void> {
  const diagnosis = await interruptible(async (signal): Promise<Diagnosis> => {
    const display = certificateDisplay();
    const part = <T>(made: Promise<T>): Promise<T | Failure> =>
      made.catch((error) => {
        signal.throwIfAborted();
        return { error: error instanceof Error ? error.message : String(error) };
      });
    try {
      return {
        packages: packageVersions(),
        machine: describeMachine(),
        features: await part(runtimeFeatures()),
        certificate: await part(certify({ complete, numerics, signal, onProgress: display.update })),
        updatesPerSecond: await part(measureSpeed(signal)),
      };
    } finally {
      display.stop();
    }
  }, 'Nothing is kept.');
  process.stdout.write(json ? `${JSON.stringify(diagnosis, null, 1)}\n` : textOf(diagnosis, numerics));
  const faults = faultsOf(diagnosis);
  if (faults.length > 0) throw new Error(faults.join('; '));
}

function faultsOf({ packages, features, certificate, updatesPerSecond }: Diagnosis): string[] {
  const missing = Object.keys(packages).filter((name) => packages[name]?.includes(NOT_FOUND));
  const wrong = 'error' in certificate ? [] : certificate.filter(({ agrees }) => !agrees).map(({ what }) => what);
  return [
    ...missing.map((name) => `${name} is ${NOT_FOUND}`),
    ...Object.entries({ features, certificate, 'updates per second': updatesPerSecond }).flatMap(([name, part]) =>
      'error' in part ? [`${name}: ${part.error}`] : [],
    ),
    ...(wrong.length > 0
      ? [
          `${wrong.length} of ${Object.keys(certificate).length} digests are not the published ones: ${wrong.join('; ')}`,
        ]
      : []),
  ];
}

function textOf({ packages, machine, features, certificate, updatesPerSecond }: Diagnosis, numerics: Numerics): string {
  const { runtime, platform, processor, cores } = machine;
  const parts = [
    table(['package', 'version'], Object.entries(packages)),
    table(
      ['runs on', ''],
      [
        ['runtime', runtime],
        ['platform', platform],
        ['processor', `${processor}; ${cores} cores`],
        ...('error' in features ? [['features', features.error]] : featureRows(features)),
      ],
    ),
    'error' in certificate
      ? table([`${numerics} bits`, ''], [['not compared', certificate.error]])
      : table(
          [`${numerics} bits`, 'SHA-256', 'published'],
          certificate.map(({ what, digest, published, agrees }) => [
            what,
            digest.slice(0, 16),
            agrees ? 'the same' : `differs: ${published.slice(0, 16)}`,
          ]),
        ),
    'error' in updatesPerSecond
      ? table(['updates per second', ''], [['not measured', updatesPerSecond.error]])
      : table(
          ['updates per second', ''],
          Object.entries(updatesPerSecond).map(([model, speed]) => [model, Math.round(speed).toLocaleString('en')]),
          [1],
        ),
  ];
  return `${parts.join('\n\n')}\n`;
}

function featureRows({ simd, relaxedSimd, fuses, missingForThreads, webgpu }: RuntimeFeatures): string[][] {
  return [
    ['SIMD', yesOrNo(simd)],
    [
      'fused arithmetic',
      fuses ? 'yes' : relaxedSimd ? 'no: relaxed SIMD rounds twice' : 'no: there is no relaxed SIMD',
    ],
    ['threads', missingForThreads === undefined ? 'yes' : `no: ${missingForThreads}`],
    ['WebGPU', webgpu ?? 'no'],
  ];
}

const yesOrNo = (is: boolean) => (is ? 'yes' : 'no');
