// The pages of the window, in the order of a model's life. The rail, the menu, the keys and the address are read off this.

export interface PageFacts {
  id: string;
  title: string;
  /** What a person comes here for. */
  help: string;
}

export const pages = [
  { id: 'home', title: 'Home', help: 'Drop files, open an example or a recent project.' },
  { id: 'model', title: 'Model', help: 'What is in the ONNX file: inputs, outputs, operators, graph.' },
  { id: 'data', title: 'Data', help: 'Rows, columns, rejected rows, and which column feeds which input.' },
  { id: 'validate', title: 'Validate', help: 'Run the model over the data and see how good it is.' },
  { id: 'messy', title: 'Messy data', help: 'Where the model breaks when data go wrong, how badly, and what mends it.' },
  { id: 'time', title: 'Over time', help: 'Accuracy and drift by day, week, month or rows; a new model from fresh rows.' },
  { id: 'bundle', title: 'Bundle', help: 'Export what was validated, with a server that proves it.' },
  { id: 'runs', title: 'Runs', help: 'Every run that was made; compare them.' },
  { id: 'settings', title: 'Settings', help: 'Provider, threads, memory, theme, where projects live.' },
  { id: 'help', title: 'Help', help: 'Guide, shortcuts, errors, licences.' },
] as const satisfies readonly PageFacts[];

export type PageId = (typeof pages)[number]['id'];
