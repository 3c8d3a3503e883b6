/** The runs of a result whose specifications name one kind. */
export function runsOfKind<Run extends { readonly spec: { readonly kind: string } }, Name extends Run['spec']['kind']>(
  runs: readonly Run[],
  kind: Name,
): Extract<Run, { readonly spec: { readonly kind: Name } }>[] {
  return runs.filter(({ spec }) => spec.kind === kind) as Extract<Run, { readonly spec: { readonly kind: Name } }>[];
}
