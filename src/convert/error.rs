//! Why a file could not be converted, in words for the person who named it.

use crate::finding::Locale;
use crate::say;
use crate::workspace::ReadError;

/// Why a file was not read or written.
#[derive(Debug)]
pub enum ConvertError {
    /// The file's text could not be had.
    Read(ReadError),
    /// Neither its name nor its content says what it is.
    UnknownKind,
    /// Nothing is written in this form.
    NotWritten,
    /// An OLE container where a zip archive should be: protected by a password, or an old `.doc` under another name.
    Protected,
    /// Its archive can't be unpacked.
    Archive(String),
    /// The archive lacks the part without which it is no such file.
    MissingPart(&'static str),
    /// A part of the archive unpacks to more than is read.
    TooLarge(String),
    /// A part's XML is wrong.
    Xml {
        /// The part.
        part: String,
        /// Where, in bytes of the part from 0.
        at: usize,
        /// What is wrong with it.
        why: String,
    },
    /// A program is needed that is not installed.
    NotInstalled(Program),
    /// The program was there and did not do it.
    Failed(Program, String),
    /// The program was stopped after so many seconds.
    TimedOut(Program, u64),
    /// Pictures of pages: nothing that could be read.
    NoText,
    /// A quote in a CSV file that is never closed: the line where it opens, from 1.
    OpenQuote(usize),
    /// A sheet in which no figure of a report is recognised.
    NoFigures,
    /// A document without tables, of which a sheet was to be made.
    NoTables,
    /// Tables of which a sheet was to be made, and which could not be put together whole.
    NoWholeTables,
}

/// A program that does what gouji does not do itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// LibreOffice, for old Word and WPS files.
    LibreOffice,
    /// Poppler's `pdftotext`.
    PdfToText,
}

impl Program {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Program::LibreOffice => "LibreOffice",
            Program::PdfToText => "pdftotext",
        }
    }

    fn not_installed(self, locale: Locale) -> String {
        match self {
            Program::LibreOffice => say!(
                locale,
                "读这种文件要用 LibreOffice，本机没有装。请安装（Debian、Ubuntu：apt install libreoffice-writer-nogui），或在 Word、WPS 中另存为 .docx",
                "reading this kind of file needs LibreOffice, which is not installed; install it (Debian, Ubuntu: apt install libreoffice-writer-nogui) or save the file as .docx"
            ),
            Program::PdfToText => say!(
                locale,
                "读 PDF 要用 pdftotext，本机没有装。请安装（Debian、Ubuntu：apt install poppler-utils），或改用 Word 原稿",
                "reading PDF needs pdftotext, which is not installed; install it (Debian, Ubuntu: apt install poppler-utils) or use the Word file"
            ),
        }
    }

    fn timed_out(self, seconds: u64, locale: Locale) -> String {
        let program = self.name();
        say!(
            locale,
            "{program} 用了 {seconds} 秒仍未完成，已停止",
            "{program} was not done after {seconds} seconds and was stopped"
        )
    }
}

impl From<ReadError> for ConvertError {
    fn from(error: ReadError) -> Self {
        ConvertError::Read(error)
    }
}

impl From<std::io::Error> for ConvertError {
    fn from(error: std::io::Error) -> Self {
        ConvertError::Read(ReadError::Io(error))
    }
}

impl ConvertError {
    /// What went wrong and what to do, in words.
    pub fn message(&self, locale: Locale) -> String {
        match self {
            ConvertError::Read(error) => error.message(locale),
            ConvertError::UnknownKind => say!(
                locale,
                "看不出是什么文件；可读 .docx .html .md .txt .xlsx .csv，装有 LibreOffice 时可读 .doc .wps，装有 pdftotext 时可读 .pdf",
                "unknown kind of file; gouji reads .docx .html .md .txt .xlsx .csv, with LibreOffice .doc and .wps, with pdftotext .pdf"
            ),
            ConvertError::NotWritten => say!(
                locale,
                "不能写成这种文件；可写 .docx .html .md .txt .xlsx .csv",
                "files of this kind are not written; gouji writes .docx .html .md .txt .xlsx .csv"
            ),
            ConvertError::Protected => say!(
                locale,
                "打不开：文件设了密码，或是旧版 .doc 文件改了扩展名。请在 Word 或 WPS 中去掉密码，另存为 .docx",
                "cannot be opened: it is protected by a password, or an old .doc under another name; remove the password and save it as .docx"
            ),
            ConvertError::Archive(why) => say!(
                locale,
                "文件已损坏，解不开（{why}）；请在 Word 或 WPS 中打开，另存一份",
                "the file is damaged and cannot be unpacked ({why}); open it in Word or WPS and save it again"
            ),
            ConvertError::MissingPart(part) => {
                say!(locale, "不是完整的 Office 文件：其中没有 {part}", "not a whole Office file: {part} is missing")
            }
            ConvertError::TooLarge(part) => say!(
                locale,
                "其中 {part} 解压后过大，没有读取；报告不会这么大，文件可能是恶意构造的",
                "its {part} unpacks to more than any report has, so it was not read; the file may be malicious"
            ),
            ConvertError::Xml { part, at, why } => say!(
                locale,
                "文件已损坏：{part} 第 {at} 字节处的 XML 有误（{why}）",
                "the file is damaged: the XML of {part} is wrong at byte {at} ({why})"
            ),
            ConvertError::NotInstalled(program) => program.not_installed(locale),
            ConvertError::Failed(program, why) => {
                let program = program.name();
                say!(locale, "{program} 没能打开这个文件：{why}", "{program} could not open the file: {why}")
            }
            ConvertError::TimedOut(program, seconds) => program.timed_out(*seconds, locale),
            ConvertError::NoTables => say!(
                locale,
                "里面没有认出报告的表，写不成电子表格（.xlsx、.csv 只放各表的数字）",
                "no table of a report was recognised in it, so no sheet was written (.xlsx and .csv hold the tables' figures only)"
            ),
            ConvertError::NoWholeTables => say!(
                locale,
                "表格线已丢失，有的格没有读出，不能还原成整张表，没有写成 .xlsx；读出的数字可以写成 .csv",
                "the borders of its tables were lost and some cells could not be read, so no .xlsx was written; the figures that were \
                 read can be written as .csv"
            ),
            ConvertError::NoText => say!(
                locale,
                "文件里没有文字（多半是扫描件）；请先做文字识别，或改用原稿",
                "there is no text in it (scanned pages?); run text recognition first, or use the original"
            ),
            ConvertError::OpenQuote(line) => say!(
                locale,
                "第 {line} 行的引号（\"）没有配对，后面的内容读不出来；请补上或删去这个引号",
                "the quote (\") in line {line} is never closed, so what follows cannot be read; close it or remove it"
            ),
            ConvertError::NoFigures => say!(
                locale,
                "表格里没有认出报告的数字：应当是报告的各表，或 gouji extract --format csv 那样的 key、value 两列",
                "no figures of a report were recognised: it should hold the report's tables, or the columns key and value as `gouji extract --format csv` prints them"
            ),
        }
    }
}
