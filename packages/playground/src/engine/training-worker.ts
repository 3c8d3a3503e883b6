/** The script of a worker: trains one network, as the page asks. */
import './cpu-backend.ts';
import type { Report, Request } from './messages.ts';
import { type Session, startSession } from './session.ts';

/** The worker's own side, as far as it is used here. */
interface WorkerScope {
  postMessage(report: Report): void;
  onmessage: (event: { readonly data: Request }) => void;
}

const scope = globalThis as unknown as WorkerScope;
const report = (message: Report) => scope.postMessage(message);
let session: Session | undefined;
/** Until so many updates it trains. */
let goal = 0;
const inbox: Request[] = [];
let isAwake = false;

scope.onmessage = ({ data }) => {
  inbox.push(data);
  if (!isAwake) wake();
};

/** Answers and trains in turn, until there is nothing to do. */
async function wake(): Promise<void> {
  isAwake = true;
  try {
    for (;;) {
      const request = inbox.shift();
      if (request) await answer(request);
      else if (session && session.updates < goal) {
        await session.portion(goal);
        if (session.updates === goal) await session.rest();
      } else break;
    }
  } catch (error) {
    goal = 0;
    report({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
  isAwake = false;
  if (inbox.length > 0) await wake();
}

async function answer(request: Request): Promise<void> {
  if (request.type === 'start') {
    goal = 0;
    session?.dispose();
    session = undefined;
    session = await startSession(request.spec, report);
    return;
  }
  if (!session) return;
  switch (request.type) {
    case 'run':
      goal = session.steps;
      break;
    case 'pause':
      if (session.updates < goal) await session.rest();
      goal = session.updates;
      break;
    case 'advance':
      goal = Math.min(session.steps, session.updates + request.updates);
      break;
    case 'pace':
      session.setPace(request.most);
      break;
    case 'see':
      return report({ type: 'seen', id: request.id, logits: await session.see(request.signals) });
    case 'trace':
      return report({ type: 'traced', id: request.id, layers: await session.trace(request.signal) });
    case 'take':
      return report({ type: 'taken', id: request.id, ...(await session.take(request.by)) });
  }
}
