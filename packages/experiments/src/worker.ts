/** The script of a worker thread: the experiments of the paper and what makes their runs. */
import './recipes/index.ts';
import { serveRuns } from './running/workers/serve-runs.ts';

serveRuns();
