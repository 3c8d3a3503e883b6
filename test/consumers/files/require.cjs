/** Where the runtime has require(esm). */
const { makeDataset } = require('@mnist1d/dataset');
const { createModel } = require('@mnist1d/models');
const { runExperiment } = require('@mnist1d/experiments');
const { jit } = require('@mnist1d/jit');
const { renderSvg } = require('@mnist1d/viz');

const functions = { createModel, runExperiment, jit, renderSvg };
for (const [name, value] of Object.entries(functions)) if (typeof value !== 'function') throw new Error(name);
console.log(JSON.stringify({ rows: makeDataset().numTrain }));
