/** States worth seeing: what goes wrong beside what goes right, and why. The numbers are those of the trainings themselves. */

export interface Example {
  readonly title: string;
  /** An address. */
  readonly query: string;
  readonly why: string;
}

export const examples: readonly Example[] = [
  {
    title: 'A CNN and an MLP',
    query: '',
    why: 'Both fit the signals they train on. The CNN looks for the same shape at every place, so that what it learns at one holds at all: on new signals it is ahead by some thirty points.',
  },
  {
    title: 'Shuffled columns',
    query: 'model=cnn,mlp,cnn,mlp&shuffled=0,0,1,1',
    why: 'In another order of its points a signal says the same, but neighbours no longer belong together. The CNN had counted on that and falls to the MLP; the MLP had never known it and loses nothing.',
  },
  {
    title: 'Learning rates: too high, right, too low',
    query: 'model=cnn,cnn,cnn&rate=0.3,0.01,0.0001&steps=2001',
    why: 'At 0.3 each update throws away what the one before found, and the network stays at chance. At 0.0001 it learns the right things, a hundred times too slowly.',
  },
  {
    title: 'Learning by heart',
    query: 'model=mlp,mlp&samples=250,20000&steps=2001',
    why: 'Of 200 training signals the MLP knows every one after a while (dashed: 100 %) and of new ones hardly more than chance. 16,000 signals it cannot know by heart: it has to find what they have in common.',
  },
  {
    title: 'Every digit at the same place',
    query: 'model=logistic,mlp,cnn&shift=1&steps=1001',
    why: 'Without translation even logistic regression is right nearly always: a fixed weight for each point is enough. That digits may begin anywhere is what makes MNIST-1D hard for it.',
  },
  {
    title: 'One signal an update',
    query: 'model=cnn,cnn&batch=1,100&steps=2001',
    why: 'The gradient of one signal points mostly to that signal. With the same learning rate a hundred together agree on a way; one after another they undo each other’s.',
  },
  {
    title: 'Few signals, and an average over time',
    query: 'model=cnn,resnet&samples=250&steps=601',
    why: 'Both know all 200 training signals. The ResNet averages over the whole signal at its end, so that it does not matter where a shape stands; the CNN must see it at each place.',
  },
];
