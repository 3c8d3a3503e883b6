/** Specs of tfjs-core that make no sense through the compiler, by their full names, each with the reason. */
export const senseless: Readonly<Record<string, string>> = {
  'gradient registry cpu {} register a kernel with gradient and call it':
    'it asks whether a tensor that the gradient gets is the very one that was passed in',
  'gradient registry cpu {} register a kernel with gradient that specifies outputsToSave and call it':
    'it asks whether a tensor that the gradient gets is the very one that was passed in',
  'gradients cpu {} errors if relevant ops are missing grads':
    'it takes a comparison for a kernel without a gradient, and here they have one, zero',
  'debug on cpu {} debug mode errors when nans in oneHot op (tensorlike), int32':
    'debug mode looks at the values of every result, and while a function is recorded there are none',
  'slice2d cpu {} grad':
    'the function ignores its argument, and reads the tensor that is passed from outside: a constant here',
  'tan cpu {} numbers exceed float32 precision':
    'it tells float32 values apart that are neighbours: 30144.1758 and 30144.1777',
};

/** Those of them that make sense where tfjs takes the gradients itself: they ask what it is given, or what a function captures. */
export const sensibleUnderGradients: readonly string[] = [
  'gradient registry cpu {} register a kernel with gradient and call it',
  'gradient registry cpu {} register a kernel with gradient that specifies outputsToSave and call it',
  'slice2d cpu {} grad',
];
