// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/context.h"
#include "core/scenario/processes/live_knobs.h"
#include "core/sync/shared_memory.h"

#include <QStringList>

namespace lanescope::sync {
class ChildProcess;
}

namespace lanescope::scenario {

/// A scenario that forks does so in a process of its own, the program: a worker of the lab with a single thread. The
/// lab has more than one, and of a process with threads fork(2) copies only half (Python's start method "forkserver"
/// exists for the same reason). What the program finds out lies in a Board, shared memory that the lab reads when the
/// program has ended, however it ended. A Board is a struct whose first member is `KnobCells knobs`.

/// Starts the program and stays with it to its end, passing the knobs on; asks it to stop when the run has to, and ends
/// it when it does not. A program that fails makes the run fail. Threads: the main one of the lab.
void followProgram(Context& context, const QString& worker, const QString& name, int boardDescriptor, LiveKnobs& knobs);

/// Stays with a child of the run to its end, passing the knobs on to it. False: it was asked to stop and did not.
bool followToItsEnd(Context& context, sync::ChildProcess& process, LiveKnobs& knobs);
LiveKnobs knobsOf(const Context& context, KnobCells& cells);
void failWith(Context& context, const std::string& why);

/// followProgram() with a new board, of which `report` tells what is on it, also meanwhile. What it reads must be atomic.
template <class Board>
void runForkingProgram(Context& context, const QString& worker, const QString& name,
                       void (*report)(Context& context, const Board& board))
{
    const auto board = sync::Shared<Board>::make("lanescope board");
    if (!board)
        return failWith(context, board.error());
    LiveKnobs knobs = knobsOf(context, board.value()->knobs);
    const LiveResult live(context, [&] { report(context, *board.value()); });
    followProgram(context, worker, name, board.value().descriptor(), knobs);
    report(context, *board.value());
}

/// In the program: begins to record under `name`.
void startProgram(const char* name);

/// In the program: startProgram(), and the board that the lab passed on.
template <class Board>
Result<sync::Shared<Board>> openBoard(const QStringList& arguments, const char* name)
{
    startProgram(name);
    return sync::Shared<Board>::attach(arguments.value(0).toInt());
}

} // namespace lanescope::scenario
