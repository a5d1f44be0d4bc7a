// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <functional>

namespace lanescope::sync {

/// What a ProcessPool's processes do with the argument of a task. An exception of the standard kind becomes the error
/// of the task, as in Python.
using PoolFunction = std::function<QByteArray(const QByteArray& argument)>;

/// The numbers of answers.
inline constexpr quint64 kReturned = 0;
inline constexpr quint64 kRaised = 1;

/// The life of a pool's worker, in the process that ProcessPool started: takes tasks from standard input and answers on
/// what was standard output, until there are no more. What `function` prints goes to standard error. `name` is the last
/// argument that the process got. Returns its exit code. Threads: the main one.
int servePool(const QString& name, const PoolFunction& function);

} // namespace lanescope::sync
