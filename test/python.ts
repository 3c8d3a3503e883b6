/** Debian's Python, where it is there, for the Python blocks of the documents. */
import { execFileSync, spawnSync } from 'node:child_process';

const python = '/usr/bin/python3';

/** Whether it has that module. */
export const hasPython = (module: string) => spawnSync(python, ['-c', `import ${module}`]).status === 0;

/** What a program prints. */
export const runPython = (program: string, folder: string) =>
  execFileSync(python, ['-'], { cwd: folder, encoding: 'utf8', input: program });

/** `safetensors.torch.load_file`, for Debian has no package of it: before the block that imports it. */
export const safetensorsReader = `
import json, struct, sys, types
import numpy as np, torch
def load_file(path):
    data = open(path, 'rb').read()
    size = struct.unpack('<Q', data[:8])[0]
    header = json.loads(data[8:8 + size])
    return {name: torch.tensor(np.frombuffer(data[8 + size:], dtype='<f4', offset=t['data_offsets'][0], count=int(np.prod(t['shape']))).reshape(t['shape']).copy())
            for name, t in header.items() if name != '__metadata__'}
package = types.ModuleType('safetensors'); package.torch = types.ModuleType('safetensors.torch'); package.torch.load_file = load_file
sys.modules['safetensors'] = package; sys.modules['safetensors.torch'] = package.torch
`;
