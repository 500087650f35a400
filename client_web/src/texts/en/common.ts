export const common = {
  loading: 'Loading',
  tryAgain: 'Try again',
  cancel: 'Cancel',
  close: 'Close',
  back: 'Back',
};

export const notFound = {
  title: 'There is nothing here',
  help: 'Please open the link that your clinic sent you once more, or call your clinic.',
};
