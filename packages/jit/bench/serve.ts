/**
 * The workloads of this checkout as a peer, with the protocol of torch_peer.py, on one thread. It stands on nothing but the
 * workloads' list, so that it can be put into other checkouts.
 */
import '@tensorflow/tfjs-backend-cpu';
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs-core';
import { workloads } from './workloads/index.ts';

tf.enableProdMode();
await tf.setBackend('cpu');
const runs = new Map<string, (steps: number) => Promise<unknown>>();
for await (const line of createInterface(process.stdin)) {
  const [name = '', steps] = line.split(' ');
  console.log(await time(name, Number(steps)).catch((error: unknown) => String(error).replaceAll(/\s+/g, ' ')));
}

async function time(name: string, steps: number): Promise<number> {
  let run = runs.get(name);
  if (!run) {
    const workload = workloads[name];
    if (!workload) throw new RangeError(`there is no workload '${name}'`);
    run = workload.compile().run;
    runs.set(name, run);
    await run(1);
  }
  const start = now();
  await run(steps);
  return (now() - start) / steps;
}

/** Milliseconds. */
function now(): number {
  if (process.env.CLOCK !== 'processor') return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
