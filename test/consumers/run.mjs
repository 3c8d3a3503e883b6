/**
 * Small projects that use our packages as a stranger's do: `node test/consumers/run.mjs [name…]`, after a build. Each is made in
 * a temporary folder, installed by npm, built, and run in Chromium. The packages come from the registry that the environment
 * variable npm_config_registry names; without it they are packed here.
 */
import { tsImport } from 'tsx/esm/api';

const { runConsumers } = await tsImport('./consumers.ts', import.meta.url);
process.exitCode = (await runConsumers(process.argv.slice(2))) ? 0 : 1;
