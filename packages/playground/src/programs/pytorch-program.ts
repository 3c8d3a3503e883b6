/** The same network and its training as a program for PyTorch: the same initial weights, the same batches, its own rounding. */
import type { ModelName } from '@mnist1d/models';
import type { NetworkSpec } from '../state/networks.ts';
import { datasetProgram } from './dataset-program.ts';

/** @param updates as many as the program makes */
export function pytorchProgram({ model, options, training, data }: NetworkSpec, updates: number): string {
  const { seed = 42, batchSize = 100, learningRate = 0.01, optimizer = 'adam', schedule } = training;
  const length = (data.finalSeqLength as number | undefined) ?? 40;
  const size = (options.channels ?? options.hiddenSize ?? sizes[model]) as number;
  const isShuffled = training.order === 'shuffled';
  return `import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset
${datasetProgram('Python', data)}
x, x_test = (torch.tensor(data[key], dtype=torch.float32) for key in ('x', 'x_test'))
y, y_test = (torch.tensor(data[key]).long() for key in ('y', 'y_test'))


${modules[model](size, length)}

torch.manual_seed(${seed})
model = Network()
optimizer = ${optimizers[optimizer as string]}(model.parameters(), lr=${learningRate}${optimizer === 'sgd' ? ', momentum=0.9' : ''})
${schedule ? schedulerOf(schedule as { readonly kind: string; readonly steps: number }) : ''}

def batches():
    while True:
${isShuffled ? shuffled(batchSize as number) : inOrder(batchSize as number)}

for _, (rows, labels) in zip(range(${updates}), batches()):
    loss = F.cross_entropy(model(rows), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
${schedule ? '    scheduler.step()\n' : ''}
model.eval()
with torch.no_grad():
    accuracy = (model(x_test).argmax(1) == y_test).float().mean().item()
print(f'{100 * accuracy:.1f} %')
`;
}

const optimizers: Readonly<Record<string, string>> = {
  adam: 'torch.optim.Adam',
  adamw: 'torch.optim.AdamW',
  rmsprop: 'torch.optim.RMSprop',
  sgd: 'torch.optim.SGD',
};

function schedulerOf({ kind, steps }: { readonly kind: string; readonly steps: number }): string {
  return kind === 'cosine'
    ? `scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, ${steps})\n`
    : `scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda update: min(1, (update + 1) / ${steps}))\n`;
}

const shuffled = (
  batchSize: number,
) => `        yield from DataLoader(TensorDataset(x, y), batch_size=${batchSize}, shuffle=True)
`;

/** Update k begins at row (k · batchSize) mod the number of rows. */
const inOrder = (batchSize: number) => `        for update in range(len(x)):
            first = update * ${batchSize} % len(x)
            yield x[first:first + ${batchSize}], y[first:first + ${batchSize}]
`;

const sizes: Readonly<Record<ModelName, number>> = {
  ...{ logistic: 0, mlp: 100, 'plain-mlp': 100, cnn: 25, 'pooling-cnn': 20, gru: 6 },
  ...{ resnet: 64, 'dilated-cnn': 64, tcn: 32 },
};

/** A module from the lines of its constructor and of its forward pass. */
const moduleOf = (layers: string, forward: string) => `class Network(nn.Module):
    def __init__(self):
        super().__init__()
${indented(layers)}

    def forward(self, x):
${indented(forward)}
`;

const indented = (lines: string) => lines.replace(/^(?=.)/gm, '        ');

/** Points that a convolution of a stride of 2 and a padding of 1 leaves. */
const halved = (length: number, kernel: number) => Math.floor((length + 2 - kernel) / 2) + 1;

const perceptron = (size: number, length: number) => `self.linear1 = nn.Linear(${length}, ${size})
self.linear2 = nn.Linear(${size}, ${size})
self.linear3 = nn.Linear(${size}, 10)`;

/** By model, of its channels or hidden units and the points of a signal. */
const modules: Readonly<Record<ModelName, (size: number, length: number) => string>> = {
  logistic: (_, length) => moduleOf(`self.linear = nn.Linear(${length}, 10)`, 'return self.linear(x)'),

  mlp: (size, length) =>
    moduleOf(
      perceptron(size, length),
      `h = F.relu(self.linear1(x))
return self.linear3(h + F.relu(self.linear2(h)))`,
    ),

  'plain-mlp': (size, length) =>
    moduleOf(
      perceptron(size, length),
      `h = F.relu(self.linear1(x))
return self.linear3(F.relu(self.linear2(h)))`,
    ),

  cnn: (size, length) =>
    moduleOf(
      `self.conv1 = nn.Conv1d(1, ${size}, 5, stride=2, padding=1)
self.conv2 = nn.Conv1d(${size}, ${size}, 3, stride=2, padding=1)
self.conv3 = nn.Conv1d(${size}, ${size}, 3, stride=2, padding=1)
self.linear = nn.Linear(${size * halved(halved(halved(length, 5), 3), 3)}, 10)`,
      `h = x[:, None]
for conv in (self.conv1, self.conv2, self.conv3):
    h = F.relu(conv(h))
return self.linear(h.flatten(1))`,
    ),

  'pooling-cnn': (size, length) =>
    moduleOf(
      `self.conv1 = nn.Conv1d(1, ${size}, 3, padding=1)
self.conv2 = nn.Conv1d(${size}, ${size}, 3, padding=1)
self.linear = nn.Linear(${size * Math.floor(Math.floor(length / 2) / 2)}, 10)`,
      `h = x[:, None]
for conv in (self.conv1, self.conv2):
    h = F.max_pool1d(F.relu(conv(h)), 2)
return self.linear(h.flatten(1))`,
    ),

  gru: (size, length) =>
    moduleOf(
      `self.gru = nn.GRU(1, ${size}, batch_first=True, bidirectional=True)
self.linear = nn.Linear(${length * 2 * size}, 10)`,
      `outputs, _ = self.gru(x[:, :, None])
return self.linear(outputs.flatten(1))`,
    ),

  resnet: (size) =>
    moduleOf(
      `self.conv1 = nn.Conv1d(1, ${size}, 7, stride=2, padding=3)
self.bn1 = nn.BatchNorm1d(${size})
self.conv2 = nn.Conv1d(${size}, ${size}, 3, padding=1)
self.bn2 = nn.BatchNorm1d(${size})
self.conv3 = nn.Conv1d(${size}, ${size}, 3, padding=1)
self.bn3 = nn.BatchNorm1d(${size})
self.linear = nn.Linear(${size}, 10)`,
      `h = F.relu(self.bn1(self.conv1(x[:, None])))
branch = self.bn3(self.conv3(F.relu(self.bn2(self.conv2(h)))))
return self.linear(F.relu(branch + h).mean(-1))`,
    ),

  'dilated-cnn': (size) =>
    moduleOf(
      `self.conv1 = nn.Conv1d(1, ${size}, 3, dilation=2, padding=2)
self.conv2 = nn.Conv1d(${size}, ${size}, 3, dilation=2, padding=2)
self.conv3 = nn.Conv1d(${size}, ${size}, 3, dilation=2, padding=2)
self.linear = nn.Linear(${size}, 10)`,
      `h = x[:, None]
for conv in (self.conv1, self.conv2, self.conv3):
    h = F.relu(conv(h))
return self.linear(h.mean(-1))`,
    ),

  tcn: (size) => `class Block(nn.Module):
    def __init__(self, channels, dilation):
        super().__init__()
        self.padding = 2 * dilation
        self.conv1 = nn.Conv1d(channels, ${size}, 3, dilation=dilation)
        self.bn1 = nn.BatchNorm1d(${size})
        self.conv2 = nn.Conv1d(${size}, ${size}, 3, dilation=dilation)
        self.bn2 = nn.BatchNorm1d(${size})
        self.down = nn.Identity() if channels == ${size} else nn.Conv1d(channels, ${size}, 1)

    def forward(self, x):
        h = F.relu(self.bn1(self.conv1(F.pad(x, (self.padding, 0)))))
        h = F.relu(self.bn2(self.conv2(F.pad(h, (self.padding, 0)))))
        return F.relu(h + self.down(x))


${moduleOf(
  `self.blocks = nn.Sequential(Block(1, 1), Block(${size}, 2), Block(${size}, 4), Block(${size}, 8))
self.linear = nn.Linear(${size}, 10)`,
  'return self.linear(self.blocks(x[:, None])[:, :, -1])',
)}`,
};
