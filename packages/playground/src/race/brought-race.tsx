/** A race from a file: what is wrong with it, or its networks, and whether those that run again come to the same bits. */
import { useSignal, useSignalEffect } from '@preact/signals';
import type { SectionProps } from '../playground.ts';
import { titleOf } from './network-card.tsx';
import type { Racer } from './race.ts';
import { type RecordedNetwork, readRace } from './recorded-race.ts';

export function BroughtRace({ playground }: SectionProps) {
  const { brought, recorded, racers, isPlaying, state } = playground;
  const message = useSignal('');
  useSignalEffect(() => {
    const file = brought.value;
    if (!file) return;
    readRace(file).then(
      (race) => {
        if (brought.peek() !== file) return;
        message.value = '';
        playground.showRecorded(race);
      },
      (error: Error) => {
        if (brought.peek() === file) message.value = error.message;
      },
    );
  });
  // What runs again is over where the file's networks rested.
  useSignalEffect(() => {
    const networks = recorded.value?.networks;
    if (
      networks &&
      racers.value.every((racer, i) => racer.digest.value && racer.updates.value === networks[i]?.updates)
    )
      playground.pause();
  });
  const race = recorded.value;
  if (!race && !message.value) return null;
  return (
    <section class="brought" aria-label="A race from a file">
      {message.value && <p role="alert">{message.value}</p>}
      {race && (
        <>
          <p>
            The pale curves are those of <b>{race.name}</b>.
          </p>
          <ul>
            {race.networks.map((network, i) => (
              <li key={`${i}`}>
                {titleOf(state.value, i)}: {network.looks.at(-1)?.test.toFixed(1) ?? '–'} % after{' '}
                {network.updates.toLocaleString('en')} updates; {verdictOf(network, racers.value[i])}
              </li>
            ))}
          </ul>
          <div class="bar">
            <button type="button" class="main" disabled={isPlaying.value} onClick={playground.repeatRecorded}>
              Run it again
            </button>
            <button type="button" onClick={playground.forgetRecorded}>
              Put it away
            </button>
          </div>
        </>
      )}
    </section>
  );
}

/** Whether the network that rests where the file's did has its weights. */
function verdictOf({ updates, digest }: RecordedNetwork, racer: Racer | undefined): string {
  if (digest === undefined) return 'it was training when the file was taken, so that no digest is there to compare';
  if (racer?.digest.value === undefined || racer.updates.value !== updates) return 'run again, its digest is compared';
  return racer.digest.value === digest
    ? 'the same digest here: the same bits ✓'
    : `another digest here: ${racer.digest.value.slice(0, 12)} …, in the file ${digest.slice(0, 12)} … ✗`;
}
