//! Where this was measured. Times differ from machine to machine; ratios hardly do.

use std::fs;
use std::process::Command;
use std::thread::available_parallelism;

use crate::lane::Sdk;

/// Prints the machine and the versions.
pub fn print(sdk: Option<&Sdk>) {
    let cores = available_parallelism().map_or(0, usize::from);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kb = memory.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or_default();
    println!(
        "Machine: {cores} cores ({}), {} GB, Linux {}",
        model.trim_start_matches([' ', '\t', ':']),
        kb >> 20,
        kernel.trim()
    );
    match sdk {
        Some(sdk) => println!("SDK: @google/jules-sdk {} on Node {}", sdk.version, output("node", "--version")),
        None => println!("SDK: not measured"),
    }
    println!("Ours: jules-discord {}, {}", env!("CARGO_PKG_VERSION"), output("rustc", "--version"));
}

/// The first line a program prints.
pub fn output(program: &str, argument: &str) -> String {
    let output = Command::new(program).arg(argument).output().ok().filter(|output| output.status.success());
    let text = output.and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
    text.lines().next().unwrap_or_default().trim().to_owned()
}
