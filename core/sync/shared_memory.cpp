// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/shared_memory.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lanescope::sync {
namespace {

Error failure(const char* what)
{
    return Error{std::string(what) + " failed: " + std::strerror(errno) +
                 ". Free some memory or raise the limit of open files, then try again."};
}

void* mapped(int descriptor, std::size_t bytes)
{
    return ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
}

} // namespace

Result<SharedMemory> SharedMemory::make(const char* label, std::size_t bytes)
{
    const int descriptor = ::memfd_create(label, 0); // without MFD_CLOEXEC: children inherit it
    if (descriptor < 0)
        return failure("Making shared memory");
    void* base = ::ftruncate(descriptor, static_cast<off_t>(bytes)) == 0 ? mapped(descriptor, bytes) : MAP_FAILED;
    if (base == MAP_FAILED) {
        Error error = failure("Mapping shared memory");
        ::close(descriptor);
        return error;
    }
    return SharedMemory(descriptor, base, bytes);
}

Result<SharedMemory> SharedMemory::attach(int descriptor, std::size_t bytes)
{
    struct stat file {};
    if (::fstat(descriptor, &file) != 0 || file.st_size < static_cast<off_t>(bytes))
        return Error{"Descriptor " + std::to_string(descriptor) +
                     " is not the shared memory that was expected; "
                     "both programs must come from the same installation."};
    void* base = mapped(descriptor, bytes);
    if (base == MAP_FAILED)
        return failure("Mapping shared memory");
    return SharedMemory(descriptor, base, bytes);
}

SharedMemory::~SharedMemory()
{
    if (m_base != nullptr)
        ::munmap(m_base, m_bytes);
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

} // namespace lanescope::sync
