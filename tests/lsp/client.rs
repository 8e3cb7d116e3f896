//! A small client: frames by hand, so that what is on the wire is what is tested.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Longer than anything here takes in a debug build on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// A server process and what it has said so far.
pub struct Client {
    process: Child,
    input: Option<ChildStdin>,
    output: Receiver<Value>,
    /// Notifications that nobody has asked for yet.
    unread: Vec<Value>,
    last_id: i64,
}

impl Client {
    /// A server that nobody has spoken to.
    pub fn start() -> Client {
        Client::start_with(&[])
    }

    /// The same with more arguments.
    pub fn start_with(arguments: &[&std::ffi::OsStr]) -> Client {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gouji"));
        for variable in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            command.env_remove(variable);
        }
        let command = command.args(["lsp", "--stdio"]).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.stderr(Stdio::null()).spawn().expect("the program starts");
        let mut reader = BufReader::new(process.stdout.take().expect("it was asked for"));
        let (sender, output) = mpsc::channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut reader) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let input = process.stdin.take();
        Client { process, input, output, unread: Vec::new(), last_id: 0 }
    }

    /// A server that knows the client's capabilities, and its answer.
    pub fn connect(capabilities: Value) -> (Client, Value) {
        let mut client = Client::start();
        let answer = client.request("initialize", json!({"processId": null, "capabilities": capabilities}));
        client.notify("initialized", json!({}));
        (client, answer["result"]["capabilities"].clone())
    }

    /// A client that asks for diagnostics, in UTF-16, and takes edits with versions.
    pub fn pulling() -> Client {
        let workspace = json!({"workspaceEdit": {"documentChanges": true}});
        Client::connect(json!({"textDocument": {"diagnostic": {}}, "workspace": workspace})).0
    }

    /// A server that is connected, and of which nothing is read.
    pub fn deaf() -> Client {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gouji"));
        command.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().expect("the program starts");
        let input = process.stdin.take();
        let (_, output) = mpsc::channel();
        let mut client = Client { process, input, output, unread: Vec::new(), last_id: 0 };
        client.ask("initialize", json!({"capabilities": {"textDocument": {"diagnostic": {}}}}));
        client.notify("initialized", json!({}));
        client
    }

    /// Writes bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the input is open");
        input.write_all(bytes).and_then(|()| input.flush()).expect("the server reads");
    }

    pub fn send(&mut self, message: &Value) {
        self.raw(&frame(message));
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request without waiting for the answer; says its id.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.last_id += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.last_id, "method": method, "params": params}));
        self.last_id
    }

    /// The whole response to a request.
    #[track_caller]
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.response(id)
    }

    /// The response to a request that was sent.
    #[track_caller]
    pub fn response(&mut self, id: impl Into<Value>) -> Value {
        let id = id.into();
        self.wait(&format!("the response to {id}"), |message| message["id"] == id && message.get("method").is_none())
    }

    /// The next notification of this method that was not looked at.
    #[track_caller]
    pub fn notification(&mut self, method: &str) -> Value {
        self.wait(method, |message| message["method"] == method)["params"].clone()
    }

    /// The next request of this method from the server, whole.
    #[track_caller]
    pub fn asked(&mut self, method: &str) -> Value {
        self.wait(method, |message| message["method"] == method && message.get("id").is_some())
    }

    #[track_caller]
    fn wait(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.unread.iter().position(&is_it) {
                return self.unread.remove(at);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(message) => self.unread.push(message),
                Err(RecvTimeoutError::Timeout) => panic!("no {what} in {PATIENCE:?}; unread: {:?}", self.unread),
                Err(RecvTimeoutError::Disconnected) => panic!("the server has gone before {what}"),
            }
        }
    }

    /// All that was said and not looked at, after everything said so far was heard.
    pub fn unread(&mut self) -> &[Value] {
        self.request("gouji/text", json!({"uri": "untitled:barrier"}));
        &self.unread
    }

    pub fn open(&mut self, uri: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Changes in one notification.
    pub fn change(&mut self, uri: &str, version: i64, changes: Value) {
        let document = json!({"uri": uri, "version": version});
        self.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
    }

    /// What the server has as the text.
    #[track_caller]
    pub fn text(&mut self, uri: &str) -> Value {
        self.request("gouji/text", json!({"uri": uri}))["result"].clone()
    }

    /// The diagnostics, asked for.
    #[track_caller]
    pub fn pull(&mut self, uri: &str) -> Vec<Value> {
        let response = self.request("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}));
        response["result"]["items"].as_array().expect("a full report").clone()
    }

    /// The process's memory.
    #[cfg(target_os = "linux")]
    pub fn resident_kilobytes(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("the system says it");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// Ends the input.
    pub fn close_input(&mut self) {
        self.input = None;
    }

    /// The status with which the process ends by itself.
    #[track_caller]
    pub fn ended(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.process.try_wait().expect("it is our child") {
                return status;
            }
            assert!(Instant::now() < deadline, "the process does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A message as it goes over the wire.
pub fn frame(message: &Value) -> Vec<u8> {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// Reads one frame; none at the end. Anything but a frame is an error of the server's.
fn read(reader: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end_matches("\r\n") {
            "" => break,
            header => {
                let (name, value) = header.split_once(": ").expect("a header");
                assert_eq!(name, "Content-Length");
                length = Some(value.parse().expect("a length"));
            }
        }
    }
    let mut body = vec![0; length.expect("a length")];
    reader.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("JSON"))
}
