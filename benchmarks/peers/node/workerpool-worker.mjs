import workerpool from 'workerpool';

workerpool.worker({echo: (item) => item});
