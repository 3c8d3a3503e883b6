/**
 * The time of the elementary functions in ns per element, called from a loop as compiled programs call them: best and median
 * of short rounds.
 *
 * node bench/math.mjs [kernels.gen.ts …]: each build has its own columns, and their rounds alternate.
 */
import { readFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const ROUNDS = 200;
const COUNT = 4096;
/** Runs of a loop in a round. */
const REPEAT = 10;

const unary = ['exp4', 'log4', 'tanh4', 'sigmoid4', 'sin4', 'cos4', 'expm14', 'log1p4', 'erf4', 'softplus4'];
const binary = ['pow4'];

const memory = new WebAssembly.Memory({ initial: 2 });
const floats = new Float32Array(memory.buffer);
/** Where the operands lie, in bytes: numbers of both signs, and positive ones. */
const [SIGNED, POSITIVE, OUT] = [16384, 2 * 16384, 3 * 16384];
for (let i = 0; i < COUNT; i++) {
  floats[SIGNED / 4 + i] = 6 * Math.sin(i * i);
  floats[POSITIVE / 4 + i] = 5 + 4.9 * Math.sin(i * i + 1);
}

const loops = await compileLoops();
const files = process.argv.length > 2 ? process.argv.slice(2) : [new URL('../src/kernels.gen.ts', import.meta.url)];
const builds = files.map((file) => {
  const [, base64] = readFileSync(file, 'utf8').match(/'(.*)'/);
  return new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(base64, 'base64')), { env: { memory } }).exports;
});

console.log(`${'ns per element'.padEnd(16)}${'best median '.repeat(builds.length)}`);
for (const name of [...unary, ...binary]) {
  const columns = measure(name).map((column) => (column ? column.map((time) => time.toFixed(2)).join('  ') : ''));
  console.log(name.padEnd(16) + columns.map((column) => column.padEnd(12)).join(''));
}

/** A module with a loop over each function; those that a build lacks do nothing. */
async function compileLoops() {
  const loop = (name, params, args) => `
    @external('env', '${name}') declare function ${name}(${params}): v128;
    export function loop_${name}(from: usize, from2: usize, to: usize, count: i32): void {
      for (let i: usize = 0; i < <usize>count * 4; i += 16) v128.store(to + i, ${name}(${args}));
    }`;
  const source = [
    ...unary.map((name) => loop(name, 'x: v128', 'v128.load(from + i)')),
    ...binary.map((name) => loop(name, 'x: v128, y: v128', 'v128.load(from + i), v128.load(from2 + i)')),
  ].join('');
  let module;
  const flags = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--importMemory', '--outFile', 'loops.wasm'];
  const { error, stderr } = await asc.main(['loops.ts', ...flags], {
    readFile: (name) => (name === 'loops.ts' ? source : null),
    writeFile(name, contents) {
      if (name.endsWith('.wasm')) module = new WebAssembly.Module(contents);
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`${stderr}`, { cause: error });
  return module;
}

/** Best and median of each build that has the function. */
function measure(name) {
  const from = /^log|pow/.test(name) ? POSITIVE : SIGNED;
  const tasks = builds.map((functions) => {
    if (!(name in functions)) return undefined;
    const missing = Object.fromEntries([...unary, ...binary].map((other) => [other, functions[name]]));
    const loop = new WebAssembly.Instance(loops, { env: { ...missing, ...functions, memory } }).exports[`loop_${name}`];
    return () => {
      for (let i = 0; i < REPEAT; i++) loop(from, SIGNED, OUT, COUNT);
    };
  });
  const times = tasks.map(() => []);
  for (let round = 0; round < 2 * ROUNDS; round++) {
    tasks.forEach((task, i) => {
      if (!task) return;
      const start = process.hrtime.bigint();
      task();
      // The first half lets the engine optimize.
      if (round >= ROUNDS) times[i].push(Number(process.hrtime.bigint() - start) / (REPEAT * COUNT));
    });
  }
  return times
    .map((list) => list.sort((a, b) => a - b))
    .map((list) => (list.length ? [list[0], list[ROUNDS >> 1]] : undefined));
}
