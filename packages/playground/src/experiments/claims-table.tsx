/** The claims of an experiment beside what was measured. */
import type { Claim } from '@mnist1d/results';
import { verdictOf } from '@mnist1d/viz';

export function ClaimsTable({ claims }: { readonly claims: readonly Claim[] }) {
  if (claims.length === 0) return <p class="quiet">It makes no claims.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is moved by keys in a narrow page
    <section class="scroll" aria-label="Claims" tabIndex={0}>
      <table class="claims">
        <caption>Claims, and what was measured for them</caption>
        <thead>
          <tr>
            {['Claim', 'Rule', 'Measured', 'Published', 'Verdict'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {claims.map((claim) => (
            <tr key={claim.id}>
              <th scope="row">{claim.text}</th>
              <td>{claim.rule}</td>
              <td>{digits(claim.measured)}</td>
              <td>{digits(claim.published)}</td>
              <td class={stateOf(claim)}>
                {stateOf(claim)}
                {claim.holds === null && <small> ({verdictOf(claim)})</small>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function stateOf({ holds }: Claim): 'holds' | 'fails' | 'open' {
  return holds === null ? 'open' : holds ? 'holds' : 'fails';
}

/** Three digits. */
function digits(value: number | null): string {
  return value === null ? '–' : String(Number(value.toPrecision(3))).replace('-', '−');
}
