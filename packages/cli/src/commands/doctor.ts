/** `mnist1d doctor`: what it runs on, whether that gives the published bits, and how fast it is. */
import {
  type CertificateLine,
  certify,
  measureSpeed,
  type RuntimeFeatures,
  runtimeFeatures,
  type Speed,
} from '@mnist1d/experiments/certificate';
import { Command } from 'commander';
import { describeMachine, type Machine } from '../machine/machine.ts';
import { packageVersions } from '../machine/package-versions.ts';
import { certificateDisplay } from '../terminal/certificate-progress.ts';
import { interruptible } from '../terminal/interrupt.ts';
import { table } from '../terminal/table.ts';

/** What the command tells; as JSON, what it prints. */
interface Diagnosis {
  readonly packages: Readonly<Record<string, string>>;
  readonly machine: Machine;
  readonly features: RuntimeFeatures;
  readonly certificate: readonly CertificateLine[];
  readonly updatesPerSecond: Speed;
}

interface Flags {
  readonly complete?: boolean;
  readonly json?: boolean;
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('versions, runtime and speed, and whether this machine gives the published bits')
    .option('--complete', '1,000 updates of every model instead of 100')
    .option('--json', 'print all of it as JSON')
    .addHelpText(
      'after',
      `
It makes the data, the initial weights of every model and its first updates, and
compares their digests with the published ones. Ends with code 1 if one differs.

Examples:
  mnist1d doctor                                in some seconds; for a report of a fault
  mnist1d doctor --complete                     in a minute or two`,
    )
    .action(diagnose);
}

async function diagnose({ complete, json }: Flags): Promise<void> {
  const diagnosis = await interruptible(async (signal): Promise<Diagnosis> => {
    const display = certificateDisplay();
    try {
      return {
        packages: packageVersions(),
        machine: describeMachine(),
        features: await runtimeFeatures(),
        certificate: await certify({ complete, signal, onProgress: display.update }),
        updatesPerSecond: await measureSpeed(signal),
      };
    } finally {
      display.stop();
    }
  }, 'Nothing is kept.');
  process.stdout.write(json ? `${JSON.stringify(diagnosis, null, 1)}\n` : textOf(diagnosis));
  const wrong = diagnosis.certificate.filter(({ agrees }) => !agrees);
  if (wrong.length > 0) {
    const names = wrong.map(({ what }) => what).join('; ');
    throw new Error(`${wrong.length} of ${diagnosis.certificate.length} digests are not the published ones: ${names}`);
  }
}

function textOf({ packages, machine, features, certificate, updatesPerSecond }: Diagnosis): string {
  const { runtime, platform, processor, cores } = machine;
  const { simd, relaxedSimd, fuses, threads, webgpu } = features;
  const parts = [
    table(['package', 'version'], Object.entries(packages)),
    table(
      ['runs on', ''],
      [
        ['runtime', runtime],
        ['platform', platform],
        ['processor', `${processor}; ${cores} cores`],
        ['SIMD', yesOrNo(simd)],
        ['relaxed SIMD', relaxedSimd ? `yes; it ${fuses ? 'fuses' : 'does not fuse'}` : 'no'],
        ['threads', yesOrNo(threads)],
        ['WebGPU', webgpu ?? 'no'],
      ],
    ),
    table(
      ['bits', 'SHA-256', 'published'],
      certificate.map(({ what, digest, published, agrees }) => [
        what,
        digest.slice(0, 16),
        agrees ? 'the same' : `differs: ${published.slice(0, 16)}`,
      ]),
    ),
    table(
      ['updates per second', ''],
      Object.entries(updatesPerSecond).map(([model, speed]) => [model, Math.round(speed).toLocaleString('en')]),
      [1],
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

const yesOrNo = (is: boolean) => (is ? 'yes' : 'no');
