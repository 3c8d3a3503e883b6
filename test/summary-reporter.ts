/** The counts at the end of a run, on one line. */
import type { Reporter, TestModule } from 'vitest/node';

/** Ends a run with the counts on one line, after naming what could not run on this machine. */
export class SummaryReporter implements Reporter {
  readonly #notRun: readonly string[];

  constructor(notRun: readonly string[]) {
    this.#notRun = notRun;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state]++;
      if (module.errors().length > 0) count.failed++;
    }
    for (const line of this.#notRun) console.log(`NOT RUN  ${line}`);
    console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped + count.pending} skipped`);
  }
}
