import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { makeDataset } from '/work/main/packages/dataset/dist/index.js';
import { fromNpz } from '/work/main/packages/dataset/dist/npz.js';
import { log } from '../../random/src/index.ts';
const cases: any[] = [
 {}, {seed:0},{seed:4294967295},{seed:1},{corr_noise_scale:0},{iid_noise_scale:0},{corr_noise_scale:0,iid_noise_scale:0,shear_scale:0,scale_coeff:0},
 {padding:[0,0],max_translation:12},{padding:[0,0],max_translation:1},{padding:[0,60]},{padding:[60,60],max_translation:72},
 {final_seq_length:33},{final_seq_length:100},{final_seq_length:64,shuffle_seq:true},{final_seq_length:2},{final_seq_length:3},{final_seq_length:72},{final_seq_length:143},
 {template_len:1,padding:[0,1],max_translation:2},{template_len:2,padding:[0,0],max_translation:2},{template_len:5,padding:[0,3],max_translation:8},{template_len:30},{template_len:24,padding:[5,9],max_translation:33},
 {max_translation:1},{max_translation:72},{shear_scale:0},{scale_coeff:0},{scale_coeff:5},{shear_scale:-3},{scale_coeff:-0.4},
 {train_split:0,num_samples:100},{train_split:1,num_samples:100},{train_split:0.29,num_samples:100},{train_split:0.57,num_samples:1000},
 {shuffle_seq:true},{shuffle_seq:true,num_samples:10},{num_samples:10},{num_samples:19},{num_samples:51000},{num_samples:51000,shuffle_seq:true,seed:7},{num_samples:30000,final_seq_length:100,seed:3},
 {padding:[300,500],max_translation:512,num_samples:200},
];
for (const c of cases) {
  const a = Object.entries(c).flatMap(([k,v])=>['--set',`${k}=${v===true?'True':JSON.stringify(v)}`]);
  const r = spawnSync('/usr/bin/python3',['/work/shared/reference/numpy_dataset.py',...a,'--dump','/tmp/d.npz'],{encoding:'utf8'});
  if(r.status){console.log(JSON.stringify(c),r.stderr.slice(-200));continue}
  const sha=JSON.parse(r.stdout);
  spawnSync('/usr/bin/python3',['-c',`
import numpy as np
d=np.load('/tmp/d.npz'); np.savez('/tmp/e.npz',**{k:np.ascontiguousarray(v,dtype=('<i4' if k[0]=='y' else '<f8')) for k,v in d.items()})`]);
  const e = fromNpz(new Uint8Array(readFileSync('/tmp/e.npz')));
  const o = Object.fromEntries(Object.entries(c).map(([k,v])=>[k==='template_len'?'templateLength':k.replace(/_(.)/g,(_,l)=>l.toUpperCase()),v]));
  const d=makeDataset(o), f=makeDataset({...o,dtype:'float64'} as any);
  const h=(x:any)=>createHash('sha256').update(new Uint8Array(x.buffer,x.byteOffset,x.byteLength)).digest('hex');
  const ok=h(d.x)===sha.x&&h(d.xTest)===sha.x_test&&h(d.y)===sha.y&&h(d.yTest)===sha.y_test;
  let bad=0,max=0,n=0; for(const k of ['x','xTest','t'] as const){const p=f[k],q=e[k]; if(p.length!==q.length) console.log('LEN'); n+=p.length; for(let i=0;i<p.length;i++){ if(!Object.is(p[i],q[i])){bad++;max=Math.max(max,Math.abs(p[i]!-q[i]!))}}}
  console.log(ok?'ok  ':'FAIL',JSON.stringify(c),`float64 differing ${bad}/${n} max ${max}`);
}
