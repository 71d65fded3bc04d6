// Completes one name from memory, and opens the list for what was typed before it was asked.
const { commands, CompletionItem, languages, window, workspace } = require('vscode');

exports.activate = ({ subscriptions }) => {
  let asked = false;
  const openList = () => {
    if (!asked && window.activeTextEditor?.document.isDirty) commands.executeCommand('editor.action.triggerSuggest');
  };
  const provideCompletionItems = () => {
    asked = true;
    return { items: [new CompletionItem('requests')], isIncomplete: true };
  };
  subscriptions.push(
    languages.registerCompletionItemProvider('pip-requirements', { provideCompletionItems }),
    workspace.onDidChangeTextDocument(() => setImmediate(openList)),
  );
  openList();
};
