//! The relay as a process, its clients here, on the loopback: appends with their fsync, processor time per
//! change and per delivered change, and memory when nobody reads or when there are many documents.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)]

mod appends;
#[path = "../../tests/common/mod.rs"]
mod common;
mod delivery;
#[path = "../../../shared/benches/measure/mod.rs"]
mod measure;
mod memory;
mod process;

#[tokio::main(worker_threads = 2)]
async fn main() {
    if !measure::wanted("relay") {
        return;
    }
    if measure::asked("appends") {
        appends::appends().await;
    }
    if measure::asked("pair") {
        delivery::pair().await;
    }
    if measure::asked("followers") {
        delivery::followers().await;
    }
    if measure::asked("documents") {
        memory::documents().await;
    }
    if measure::asked("silent") {
        memory::silent_readers().await;
    }
}
