/** What makes a result checkable: the digest of the weights, and what gives them elsewhere. */
import { useSignal } from '@preact/signals';
import { download } from '../controls/download.ts';
import { pytorchProgram } from '../programs/pytorch-program.ts';
import { commandOf, typescriptProgram } from '../programs/training-program.ts';
import type { Racer } from './race.ts';

export interface ExactProps {
  readonly racer: Racer;
  readonly title: string;
}

export function Exact({ racer, title }: ExactProps) {
  const { digest, updates, spec } = racer;
  const language = useSignal<keyof typeof programs>('TypeScript');
  const weights = async () => {
    const taken = await racer.take('@mnist1d/playground');
    if (taken) download(`${spec.model}-${taken.updates}.safetensors`, taken.file);
  };
  const { write, about } = programs[language.value];
  return (
    <>
      <p>
        Weights{' '}
        {digest.value === undefined ? (
          <span class="quiet">when it rests</span>
        ) : (
          <code class="digest" title={`SHA-256 of the weights of ${title}`}>
            {digest.value}
          </code>
        )}
      </p>
      {updates.value > 0 && (
        <>
          <p>The same bits in a terminal:</p>
          <pre>
            <code class="command">{commandOf(spec, updates.value)}</code>
          </pre>
          <p>
            In a program:{' '}
            <select
              aria-label="Language of the program"
              value={language.value}
              onChange={({ currentTarget }) => (language.value = currentTarget.value as 'PyTorch')}
            >
              {Object.keys(programs).map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>{' '}
            <span class="quiet">{about}</span>
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long program is moved by keys */}
          <pre class="long" tabIndex={0}>
            <code class="program">{write(spec, updates.value)}</code>
          </pre>
        </>
      )}
      <button type="button" onClick={weights}>
        Take the weights (.safetensors)
      </button>
    </>
  );
}

const programs = {
  TypeScript: { write: typescriptProgram, about: 'the same bits' },
  PyTorch: { write: pytorchProgram, about: 'the same weights to begin with, then PyTorch’s own rounding' },
};
