/** Runs the bundled specs of tfjs-core with jasmine, and prints a line of JSON for each. */
import '@tensorflow/tfjs-backend-cpu';
import jasmineRequire from 'jasmine-core/lib/jasmine-core/jasmine.js';
import { seen } from './compiled-ops.ts';

/** How a spec ended. */
export interface SpecResult {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'pending' | 'excluded';
  /** What failed. */
  readonly messages: readonly string[];
  /** Calls that went through the compiler. */
  readonly calls: number;
  /** What the compiler refused. */
  readonly refusals: readonly string[];
}

const jasmine = jasmineRequire.core(jasmineRequire);
const env = jasmine.getEnv();
Object.assign(globalThis, jasmineRequire.interface(jasmine, env));
env.configure({ random: false, failSpecWithNoExpectations: false });
jasmine.DEFAULT_TIMEOUT_INTERVAL = 60_000;
env.addReporter({
  specStarted() {
    seen.calls = 0;
    seen.refusals = [];
  },
  specDone({ fullName, status, failedExpectations }) {
    const messages = failedExpectations.map(({ message }) => message);
    const result = { name: fullName, status, messages, calls: seen.calls, refusals: seen.refusals };
    process.stdout.write(`${JSON.stringify(result)}\n`);
  },
});

const { registerTestEnv } = require('tfjs-core/jasmine_util');
require('tfjs-core/register_all_gradients');
registerTestEnv({ name: 'cpu', backendName: 'cpu', isDataSync: true });
require('tfjs-core/tests');
env.execute();
