"""Makes want.txt: what CPython says, on Linux, when sockets in each state are used
in each way. states.lua asks the same.
"""
import socket, select, errno, time, struct
def code(e): return {"ENOTSUP": "EOPNOTSUPP"}.get(errno.errorcode[e.errno], errno.errorcode[e.errno])
def tcp():
    l=socket.create_server(("127.0.0.1",0)); c=socket.create_connection(l.getsockname()); s,_=l.accept(); l.close(); return c,s
def settle(): time.sleep(0.02)
def st_new(): return socket.socket(), None
def st_bound():
    s=socket.socket(); s.bind(("127.0.0.1",0)); return s,None
def st_listen():
    s=socket.socket(); s.bind(("127.0.0.1",0)); s.listen(); return s,None
def st_conn(): return tcp()
def st_peerclosed():
    a,b=tcp(); b.close(); settle(); return a,None
def st_peerclosed_sent():
    a,b=tcp(); b.close(); settle(); a.send(b"x"); settle(); return a,None
def st_peershut():
    a,b=tcp(); b.shutdown(1); settle(); return a,b
def st_peerreset():
    a,b=tcp(); b.setsockopt(1,13,struct.pack("ii",1,0)); b.close(); settle(); return a,None
def st_peerreset_data():
    a,b=tcp(); b.send(b"a"); b.setsockopt(1,13,struct.pack("ii",1,0)); b.close(); settle(); return a,None
def st_shutwr():
    a,b=tcp(); a.shutdown(1); settle(); return a,b
def st_shutrd():
    a,b=tcp(); a.shutdown(0); settle(); return a,b
def st_shutrd_data():
    a,b=tcp(); a.shutdown(0); b.send(b"a"); settle(); return a,b
def st_shutboth():
    a,b=tcp(); a.shutdown(2); settle(); return a,b
def st_peershut_shutwr():
    a,b=tcp(); b.shutdown(1); settle(); a.shutdown(1); settle(); return a,b
def st_refused():
    h=socket.socket(); h.bind(("127.0.0.1",0)); s=socket.socket(); s.setblocking(False); s.connect_ex(h.getsockname()); settle(); return s,h
def st_udp(): return socket.socket(socket.AF_INET,socket.SOCK_DGRAM),None
def st_udpbound():
    s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); s.bind(("127.0.0.1",0)); return s,None
def st_udpconn():
    h=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); h.bind(("127.0.0.1",0)); s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); s.connect(h.getsockname()); return s,h
def st_udpshut():
    s,h=st_udpconn(); s.shutdown(2); return s,h
def st_udprefused():
    s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); s.connect(("127.0.0.1",1)); s.send(b"x"); settle(); return s,None
def st_unew(): return socket.socket(socket.AF_UNIX),None
def st_upair(): return socket.socketpair()
def st_upeerclosed():
    a,b=socket.socketpair(); b.close(); return a,None
def st_upeerclosed_unread():
    a,b=socket.socketpair(); a.send(b"z"); b.close(); return a,None
def st_upeershut():
    a,b=socket.socketpair(); b.shutdown(1); return a,b
def st_upeershutrd():
    a,b=socket.socketpair(); b.shutdown(0); return a,b
def st_ushutwr():
    a,b=socket.socketpair(); a.shutdown(1); return a,b
def st_ushutrd():
    a,b=socket.socketpair(); a.shutdown(0); return a,b
def st_udgram(): return socket.socketpair(socket.AF_UNIX,socket.SOCK_DGRAM)
def st_udgram_closed():
    a,b=socket.socketpair(socket.AF_UNIX,socket.SOCK_DGRAM); b.close(); return a,None
def st_udgram_new(): return socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM),None
def st_useq_closed():
    a,b=socket.socketpair(socket.AF_UNIX,socket.SOCK_SEQPACKET); b.close(); return a,None
def st_useq(): return socket.socketpair(socket.AF_UNIX,socket.SOCK_SEQPACKET)
states=[k for k in list(globals()) if k.startswith("st_")]
H=socket.create_server(("127.0.0.1",0)); HU=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); HU.bind(("127.0.0.1",0))
def target(s): return HU.getsockname() if s.type==socket.SOCK_DGRAM else H.getsockname()
def inet(s): return s.family==socket.AF_INET
ops={
 "recv":lambda s:s.recv(10).decode(), "recv2":lambda s:(ign(s.recv,10), s.recv(10).decode())[1], "peek":lambda s:s.recv(10,socket.MSG_PEEK).decode(),
 "recvfrom":lambda s:s.recvfrom(10)[0].decode(), "send":lambda s:s.send(b"hi"), "send2":lambda s:(ign(s.send,b"hi"), settle(), s.send(b"hi"))[2],
 "send0":lambda s:s.send(b""), "sendto":lambda s:s.sendto(b"hi",target(s)) if inet(s) else "skip",
 "accept":lambda s:(s.accept(),"acc")[1], "listen":lambda s:s.listen(1), "connect":lambda s:s.connect(target(s)) if inet(s) else "skip",
 "bind":lambda s:s.bind(("127.0.0.1",0)) if inet(s) else "skip", "getpeername":lambda s:(s.getpeername(),"peer")[1],
 "shut0":lambda s:s.shutdown(0),"shut1":lambda s:s.shutdown(1),"shut2":lambda s:s.shutdown(2), "shut22":lambda s:(s.shutdown(2),s.shutdown(2))[1],
 "so_error":lambda s:s.getsockopt(1,4), "acceptconn":lambda s:s.getsockopt(1,30),
 "select":lambda s:"%d%d%d"%tuple(len(x) for x in select.select([s],[s],[s],0)),
 "select_after_recv":lambda s:(ign(s.recv,10),"%d%d%d"%tuple(len(x) for x in select.select([s],[s],[s],0)))[1],
}
def ign(f,*a):
    try: f(*a)
    except OSError: pass
for st in states:
    for op,f in ops.items():
        s,keep=globals()[st]()
        s.setblocking(False)
        try: r=f(s)
        except OSError as e: r=code(e)
        print(st[3:],op,"OK" if r is None else r)
