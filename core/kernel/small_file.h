// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kernel/file_descriptor.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace lanescope::kernel {

/// Where one file of /proc is read into: larger than any stat line can be (52 numbers of 20 digits, a name of
/// 64).
using LineBuffer = std::array<char, 2048>;

/// Opens a file for reading, relative to a directory's descriptor or AT_FDCWD.
FileDescriptor openForReading(int directory, const char* path);

/// The file's text from its start, up to the buffer's size; nothing when it cannot be read (any more), as
/// when its thread has ended. The view lives in `buffer`. Threads: any.
std::optional<std::string_view> readFromStart(const FileDescriptor& file, LineBuffer& buffer);

/// A whole file of /proc or /sys. False when it cannot be read. Threads: any.
bool readSmallFile(const char* path, std::string& text);

} // namespace lanescope::kernel
