// Runs one session inside Visual Studio Code's extension host: $SESSION names it, $REPORT may be written to, $RIGHT is what it
// is to be in the end, $LOG is where what happened is written.
const vscode = require('vscode');
const fs = require('fs');

const { lines, say } = require('./steps');

exports.activate = async () => {
  if (!process.env.LOG) {
    return;
  }
  try {
    await require(`./${process.env.SESSION}`).run();
    say(`PASS VS Code ${vscode.version}, its API: ${process.env.SESSION}`);
  } catch (error) {
    say(`FAIL ${error.stack}`);
  }
  // Whoever waits for the file reads it whole.
  fs.writeFileSync(`${process.env.LOG}.part`, `${lines.join('\n')}\n`);
  fs.renameSync(`${process.env.LOG}.part`, process.env.LOG);
};
