export const common = {
  loading: 'Loading',
  tryAgain: 'Try again',
  cancel: 'Cancel',
  close: 'Close',
  back: 'Back',
};

export const failed = {
  title: 'This page stopped working',
  help: 'What is saved is safe, and your attendance is kept. Loading the page again brings you back. In a crisis call or text 988.',
  reload: 'Load again',
};

export const notFound = {
  title: 'There is nothing here',
  help: 'Are you coming to a session? Please open the link that your clinic sent you once more, or call your clinic.',
  others: 'Do you work for the clinic, or audit it?',
  home: 'To the first page',
};
