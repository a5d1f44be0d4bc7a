// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernel/small_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace lanescope::kernel {

FileDescriptor openForReading(int directory, const char* path)
{
    return FileDescriptor(openat(directory, path, O_RDONLY | O_CLOEXEC));
}

std::optional<std::string_view> readFromStart(const FileDescriptor& file, LineBuffer& buffer)
{
    const ssize_t length = pread(file.number(), buffer.data(), buffer.size(), 0);
    if (length <= 0)
        return {};
    return std::string_view(buffer.data(), static_cast<std::size_t>(length));
}

bool readSmallFile(const char* path, std::string& text)
{
    const FileDescriptor file = openForReading(AT_FDCWD, path);
    text.clear();
    LineBuffer buffer;
    while (file) {
        const ssize_t length = read(file.number(), buffer.data(), buffer.size());
        if (length == 0)
            return true;
        if (length > 0)
            text.append(buffer.data(), static_cast<std::size_t>(length));
        else if (errno != EINTR)
            break;
    }
    return false;
}

} // namespace lanescope::kernel
