/** What the peer suite uses of jasmine-core. */
declare module 'jasmine-core/lib/jasmine-core/jasmine.js' {
  interface Spec {
    readonly fullName: string;
    readonly status: 'passed' | 'failed' | 'pending' | 'excluded';
    readonly failedExpectations: readonly { readonly message: string }[];
  }
  interface Env {
    configure(options: { readonly random: boolean; readonly failSpecWithNoExpectations: boolean }): void;
    addReporter(reporter: { specStarted(): void; specDone(spec: Spec): void }): void;
    execute(): void;
  }
  interface Jasmine {
    DEFAULT_TIMEOUT_INTERVAL: number;
    getEnv(): Env;
  }
  const jasmineRequire: { core(self: unknown): Jasmine; interface(jasmine: Jasmine, env: Env): object };
  export default jasmineRequire;
}
