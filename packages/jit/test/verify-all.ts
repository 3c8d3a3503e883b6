/** Set up for all tests of this package: every program is verified after each pass. */
import { verifyStage, watchers } from '../src/run/passes.ts';

watchers.add(verifyStage);
