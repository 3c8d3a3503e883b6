/** What a player of the quiz types: single keys on a terminal, lines elsewhere. */
import { createInterface } from 'node:readline';

export interface QuizInput {
  /** The next key, or the next line without the spaces around it; undefined where the input has ended. */
  next(): Promise<string | undefined>;
  close(): void;
}

export function quizInput(stdin: NodeJS.ReadStream): QuizInput {
  return stdin.isTTY ? keys(stdin) : lines(stdin);
}

function keys(stdin: NodeJS.ReadStream): QuizInput {
  const typed: string[] = [];
  let wake: (() => void) | undefined;
  const onData = (data: Buffer) => {
    // An escape sequence, of an arrow key for example, is one key that means nothing.
    const text = data.toString();
    typed.push(...(text.startsWith('\u001b') ? ['\u001b'] : text));
    wake?.();
  };
  stdin.setRawMode(true);
  stdin.on('data', onData).resume();
  return {
    async next() {
      while (typed.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const key = typed.shift() as string;
      // Raw mode takes Ctrl-C and Ctrl-D as keys.
      return key === '\u0003' || key === '\u0004' ? undefined : key;
    },
    close() {
      stdin.off('data', onData).pause();
      stdin.setRawMode(false);
    },
  };
}

function lines(stdin: NodeJS.ReadStream): QuizInput {
  const reader = createInterface({ input: stdin });
  const iterator = reader[Symbol.asyncIterator]();
  return {
    async next() {
      const { value, done } = await iterator.next();
      return done ? undefined : (value as string).trim();
    },
    close: () => reader.close(),
  };
}
