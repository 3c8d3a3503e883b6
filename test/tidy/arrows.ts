/** Who may import whom: between packages, and between the rooms of a package. ARCHITECTURE.md says why. */

/** What the sources of a package may import of ours. */
export const packageArrows: Readonly<Record<string, readonly string[]>> = {
  checks: [],
  random: [],
  gradients: [],
  results: [],
  dataset: ['checks', 'random'],
  models: ['checks', 'random', 'gradients'],
  jit: ['checks', 'gradients'],
  viz: ['checks', 'results'],
  experiments: ['checks', 'random', 'results', 'dataset', 'models', 'jit'],
  cli: ['checks', 'results', 'dataset', 'models', 'experiments', 'viz'],
  playground: ['results', 'dataset', 'models', 'jit', 'experiments', 'viz'],
  site: ['results', 'experiments', 'viz', 'playground'],
};

/** Packages that read plain results, or signals, and never a tensor. */
export const withoutTensors: readonly string[] = ['checks', 'random', 'results', 'dataset', 'viz', 'cli'];

/**
 * What a room may import of its package besides itself, in the order of the way; '.' are the files beside the rooms. They may
 * import all.
 */
export const roomArrows: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  dataset: {
    numpy: ['.'],
    formats: ['.', 'numpy'],
  },
  models: {
    random: ['.'],
    formats: ['.'],
    layers: ['.', 'random'],
    zoo: ['.', 'random', 'formats', 'layers'],
  },
  jit: {
    api: ['record', 'graph', 'program', 'run'],
    record: ['graph'],
    graph: [],
    lower: ['graph', 'program'],
    program: ['graph'],
    fuse: ['graph', 'program'],
    divide: ['graph', 'program'],
    emit: ['graph', 'program'],
    run: ['graph', 'lower', 'program', 'fuse', 'divide', 'emit'],
  },
  experiments: {
    training: [],
    analysis: ['training'],
    running: [],
    leaderboard: ['training', 'analysis', 'running'],
    networks: ['training'],
    certificate: ['training', 'networks'],
    recipes: ['training', 'analysis', 'running'],
  },
  viz: {
    checks: [],
    parts: ['checks'],
    figures: ['checks', 'parts'],
    render: ['.', 'checks', 'parts'],
    report: ['checks', 'parts', 'figures', 'render'],
  },
  cli: {
    terminal: [],
    options: [],
    machine: [],
    results: ['terminal', 'options'],
    networks: ['terminal', 'options'],
    commands: ['terminal', 'options', 'machine', 'results', 'networks'],
  },
  playground: {
    state: [],
    engine: ['state'],
    charts: ['engine'],
    controls: ['state'],
    programs: ['state'],
    data: ['.', 'state', 'charts', 'controls', 'programs'],
    race: ['.', 'state', 'engine', 'charts', 'controls', 'programs'],
    inside: ['.', 'engine', 'charts', 'race'],
    drawing: ['.', 'engine', 'race'],
    experiments: ['engine', 'controls'],
    quiz: ['.', 'state', 'charts', 'controls', 'race'],
  },
};
