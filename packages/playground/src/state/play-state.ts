/** The whole state of a playground, and how an address says it: `?model=cnn,mlp&seed=42&shear=0`. */
import {
  type Control,
  controls,
  type DataValues,
  dataControls,
  type NetworkValues,
  networkControls,
  objectionTo,
  type RaceValues,
  raceControls,
  type Value,
} from './controls.ts';

/** What is shown and trained; all of it stands in an address. */
export interface PlayState {
  readonly data: DataValues;
  /** Side by side, one at least. */
  readonly networks: readonly NetworkValues[];
  readonly race: RaceValues;
}

/** What an address says beside the state: how much of the page is shown. */
export interface View {
  /** The controls that are shown; all where it is undefined. */
  readonly only: readonly string[] | undefined;
  /** Without what a page around it has. */
  readonly embed: boolean;
}

/** As many networks as are side by side at most. */
export const MOST_NETWORKS = 6;

const defaultsOf = (group: Readonly<Record<string, Control>>) =>
  Object.fromEntries(Object.entries(group).map(([key, control]) => [key, control.default]));

export const defaultNetwork = defaultsOf(networkControls) as unknown as NetworkValues;

/** A CNN beside an MLP, on the published data. */
export const defaultState: PlayState = {
  data: defaultsOf(dataControls) as unknown as DataValues,
  networks: [defaultNetwork, { ...defaultNetwork, model: 'mlp' }],
  race: defaultsOf(raceControls) as unknown as RaceValues,
};

export interface Parsed {
  readonly state: PlayState;
  readonly view: View;
  /** What could not be understood; the default stands in its place. */
  readonly objections: readonly string[];
}

/** The state that a query string says, with or without its question mark. */
export function parseQuery(query: string): Parsed {
  const given = new URLSearchParams(query);
  const objections: string[] = [];
  const read = (key: string, control: Control, text: string): Value => {
    const value = parseValue(control, text);
    const objection = objectionTo(key, control, value);
    if (objection === undefined) return value as Value;
    objections.push(objection);
    return control.default;
  };
  const readGroup = (group: Readonly<Record<string, Control>>) =>
    Object.fromEntries(
      Object.entries(group).map(([key, control]) => {
        const text = given.get(key);
        return [key, text === null ? control.default : read(key, control, text)];
      }),
    );
  const data = readGroup(dataControls) as unknown as DataValues;
  const race = readGroup(raceControls) as unknown as RaceValues;
  // One value is everybody's; of several each network has its own.
  const lists = new Map(
    Object.entries<Control>(networkControls).flatMap(([key, control]) => {
      const text = given.get(key);
      return text === null ? [] : [[key, text.split(',').map((part) => read(key, control, part))] as const];
    }),
  );
  const longest = Math.max(0, ...[...lists.values()].map((list) => list.length));
  const names = lists.get('model') ?? (longest > 1 ? ['cnn'] : defaultState.networks.map(({ model }) => model));
  const count = Math.min(MOST_NETWORKS, Math.max(longest, names.length));
  if (longest > MOST_NETWORKS) objections.push(`at most ${MOST_NETWORKS} networks are side by side, got ${longest}`);
  lists.set('model', names);
  const networks = Array.from({ length: count }, (_, i) => {
    const own = [...lists].map(([key, list]) => [key, list[Math.min(i, list.length - 1)]]);
    return { ...defaultNetwork, ...Object.fromEntries(own) } as NetworkValues;
  });
  const order = data.paddingMin > data.paddingMax;
  if (order) objections.push(`paddingMin must be at most paddingMax, got ${data.paddingMin} and ${data.paddingMax}`);
  for (const key of given.keys())
    if (!(key in controls) && !['only', 'embed'].includes(key)) objections.push(`there is no setting ${key}`);
  const only = given
    .get('only')
    ?.split(',')
    .filter((key) => key !== '');
  for (const key of only ?? [])
    if (!(key in controls) && key !== 'examples') objections.push(`only must name controls, got ${key}`);
  return {
    state: { data: order ? { ...data, paddingMin: data.paddingMax } : data, networks, race },
    view: {
      only,
      embed: given.has('embed') && given.get('embed') !== '0',
    },
    objections,
  };
}

function parseValue(control: Control, text: string): Value | undefined {
  if (control.kind === 'number') return text.trim() === '' ? undefined : Number(text);
  if (control.kind === 'switch') return { '1': true, true: true, '0': false, false: false }[text];
  return text;
}

/** The shortest query string that says a state: what is as by default is left out. */
export function formatQuery({ data, networks, race }: PlayState, { only, embed }: Partial<View> = {}): string {
  const pairs: [string, string][] = [];
  const models = networks.map(({ model }) => model);
  const others = Object.keys(networkControls).filter((key) => key !== 'model') as (keyof NetworkValues)[];
  for (const key of others) {
    const own = networks.map((network) => network[key]);
    if (new Set(own).size > 1) pairs.push([key, own.map(formatValue).join(',')]);
    else if (own[0] !== defaultNetwork[key]) pairs.push([key, formatValue(own[0] as Value)]);
  }
  const isDefault = String(models) === String(defaultState.networks.map(({ model }) => model));
  const hasLists = pairs.some(([, text]) => text.includes(','));
  if (!isDefault || hasLists) pairs.unshift(['model', models.join(',')]);
  for (const [values, group] of [
    [data, dataControls],
    [race, raceControls],
  ] as const)
    for (const [key, value] of Object.entries(values))
      if (value !== (group as Readonly<Record<string, Control>>)[key]?.default) pairs.push([key, formatValue(value)]);
  if (only) pairs.push(['only', only.join(',')]);
  if (embed) pairs.push(['embed', '1']);
  // Commas stay readable.
  return pairs.map(([key, text]) => `${key}=${encodeURIComponent(text).replaceAll('%2C', ',')}`).join('&');
}

function formatValue(value: Value): string {
  return typeof value === 'boolean' ? String(Number(value)) : String(value);
}
