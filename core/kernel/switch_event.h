// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace lanescope::kernel {

/// One thing the kernel told about a thread: it got a CPU, left it, was born, renamed, ended.
/// Units: timeNs is CLOCK_MONOTONIC in nanoseconds. Ids are those of the reader's own pid namespace.
/// Threads: plain value.
struct SwitchEvent {
    enum class Kind : std::uint8_t {
        SwitchIn,           ///< the thread runs on `cpu` from now on
        SwitchOut,          ///< it left the CPU because it waits for something
        SwitchOutPreempted, ///< it was put aside although it could go on: it is ready
        Fork,               ///< `tid` was made by `otherTid`; a new process when pid differs from otherPid
        Exit,               ///< `tid` ended; no switch-out follows
        Comm,               ///< its name is now `comm`
        Lost                ///< `lost` records had no room on this CPU before this moment; pid and tid say nothing
    };

    std::int64_t timeNs = 0;
    std::int32_t pid = 0;
    std::int32_t tid = 0;
    std::int32_t otherPid = 0; ///< Fork, Exit: the parent's; otherwise 0
    std::int32_t otherTid = 0;
    std::uint64_t lost = 0;
    std::array<char, 16> comm{}; ///< Comm: always ends in a zero byte
    std::uint16_t cpu = 0;
    Kind kind = Kind::SwitchIn;
    bool exec = false; ///< Comm: the name changed because the process started another program

    std::string_view name() const { return comm.data(); }
    bool isSwitchOut() const { return kind == Kind::SwitchOut || kind == Kind::SwitchOutPreempted; }
    bool startsProcess() const { return kind == Kind::Fork && pid != otherPid; }
};

} // namespace lanescope::kernel
